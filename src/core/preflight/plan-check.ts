import { lt } from 'semver';
import { controlPlaneImages } from '../chart/control-plane-pod.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { compatibilityWarnings, OLDEST_HOST } from '../versions/compatibility.ts';
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
    return [{ state: 'problem', detail, hint: error.hint }];
  }
};

function judge({ distro, kubernetesVersion, vclusterVersion, facts, chart }: Plan): Answer[] {
  const host = facts.kubernetesVersion;
  const what = `Kubernetes ${kubernetesVersion} by vcluster ${vclusterVersion} (${chart}) on a Kubernetes ${host} host`;
  if (lt(host, OLDEST_HOST)) {
    const detail = `the host is Kubernetes ${host}, which does not delete a Job that has ended: leases need ${OLDEST_HOST}`;
    return [{ state: 'problem', detail, hint: 'Use a newer host cluster.' }];
  }
  const versions = { distro, kubernetesVersion, vclusterVersion, hostVersion: host };
  const doubts = compatibilityWarnings(versions, new Date());
  if (doubts.length === 0) return [{ state: 'ok', detail: what }];
  return doubts.map((detail) => ({ state: 'warning', detail }));
}

/** Only a pull shows whether an image can be pulled. */
export const checkImages: Check<Wish> = async ({ planning }) => {
  const plan = await planning.catch(() => undefined);
  if (!plan) return [];
  const images = controlPlaneImages(plan).join(', ');
  return [{ state: 'unknown', detail: `not checked: whether the nodes can pull ${images}` }];
};
