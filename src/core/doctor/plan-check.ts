import { lt } from 'semver';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan.ts';
import { isTriedHost, knownFault, OLDEST_HOST } from '../versions.ts';
import { controlPlaneImages } from './control-plane-pod.ts';
import type { Answer, Check, Wish } from './finding.ts';

/** Whether the host and the chart are there, and go with the versions that are asked for. */
export const checkPlan: Check<Wish> = async ({ planning }) => {
  try {
    return judge(await planning);
  } catch (error) {
    const { message } = error as Error;
    if (!(error instanceof ClusterError) || !error.hint)
      return [{ state: 'problem', detail: message }];
    const detail = message.slice(0, -error.hint.length).trimEnd();
    return [{ state: 'problem', detail, cure: error.hint }];
  }
};

function judge({ kubernetesVersion, vclusterVersion, facts, chart }: Plan): Answer[] {
  const host = facts.kubernetesVersion;
  const what = `Kubernetes ${kubernetesVersion} by vcluster ${vclusterVersion} (${chart}) on a Kubernetes ${host} host`;
  if (lt(host, OLDEST_HOST)) {
    const detail = `the host is Kubernetes ${host}, which does not delete a Job that has ended: leases need ${OLDEST_HOST}`;
    return [{ state: 'problem', detail, cure: 'Use a newer host cluster.' }];
  }
  const fault = knownFault(kubernetesVersion, host, vclusterVersion);
  if (fault) return [{ state: 'warning', detail: fault }];
  if (isTriedHost(host)) return [{ state: 'ok', detail: what }];
  return [{ state: 'warning', detail: `${what}: this host version was never tried` }];
}

/** Only a pull shows whether an image can be pulled. */
export const checkImages: Check<Wish> = async ({ planning }) => {
  const plan = await planning.catch(() => undefined);
  if (!plan) return [];
  const images = Object.values(controlPlaneImages(plan)).join(', ');
  return [{ state: 'unknown', detail: `not checked: whether the nodes can pull ${images}` }];
};
