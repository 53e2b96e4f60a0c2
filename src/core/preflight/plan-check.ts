import { lt } from 'semver';
import { controlPlaneImages } from '../chart/control-plane-pod.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { compatibilityWarnings, OLDEST_HOST } from '../versions/compatibility.ts';
import type { Answer, Check, PreflightInput } from './finding.ts';

/** Checks that the host cluster and the chart are available and support the requested versions. */
export const checkPlan: Check<PreflightInput> = async ({ planning }) => {
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

function judge({ distro, kubernetesVersion, vclusterVersion, own, facts, chart }: Plan): Answer[] {
  const host = facts.kubernetesVersion;
  const summary = `Kubernetes ${kubernetesVersion} with vcluster ${vclusterVersion} (${chart}) on a Kubernetes ${host} host cluster`;
  if (lt(host, OLDEST_HOST)) {
    const detail = `the host cluster has Kubernetes ${host}, which does not delete ended Jobs: leases need ${OLDEST_HOST} or newer`;
    return [{ state: 'problem', detail, hint: 'Use a newer host cluster.' }];
  }
  const versions = { distro, kubernetesVersion, vclusterVersion, hostVersion: host, own };
  const warnings = compatibilityWarnings(versions, new Date());
  if (warnings.length === 0) return [{ state: 'ok', detail: summary }];
  return warnings.map((detail) => ({ state: 'warning', detail }));
}

/** Lists the images as not checked: only a pull shows whether a node can pull an image. */
export const checkImages: Check<PreflightInput> = async ({ planning }) => {
  const plan = await planning.catch(() => undefined);
  if (!plan) return [];
  const images = controlPlaneImages(plan).join(', ');
  return [{ state: 'unknown', detail: `not checked: whether the nodes can pull ${images}` }];
};
