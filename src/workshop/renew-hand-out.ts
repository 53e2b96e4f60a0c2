import { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../core/errors.ts';
import { rewriteKubeconfig } from '../core/kube/kubeconfig.ts';
import type { Runtime } from '../core/runtime.ts';
import { vclusterKubeconfig } from '../core/startup/ready.ts';
import { makeCredential } from './credential.ts';
import type { HandOut } from './hand-out/index.ts';
import type { SeatOnHost } from './seats-on-host.ts';

/** How long to wait for the kubeconfig of a cluster that is ready, in milliseconds. */
const TIME_LIMIT = 30_000;

/** Creates a hand-out for a seat that is already ready, with a new credential that expires with its cluster. */
export async function renewHandOut(
  runtime: Pick<Runtime, 'hostCluster' | 'clock' | 'signal'>,
  workshop: string,
  seat: SeatOnHost,
): Promise<HandOut> {
  const { attendee, cluster, server, kubernetesVersion, expiresAt } = seat;
  if (!server || !expiresAt) throw new ClusterError(`${cluster} is not ready.`);
  const admin = new KubeConfig();
  const text = await kubeconfigOf(runtime, seat);
  admin.loadFromString(rewriteKubeconfig(text, { server, context: cluster }));
  const kubeconfig = await makeCredential({ ...runtime, admin, context: cluster, expiresAt });
  return {
    ...{ workshop, attendee, cluster, kubernetesVersion },
    ...{ context: cluster, server, kubeconfig, expiresAt },
  };
}

async function kubeconfigOf(
  runtime: Pick<Runtime, 'hostCluster' | 'clock' | 'signal'>,
  { ref, cluster }: SeatOnHost,
): Promise<string> {
  const late = AbortSignal.timeout(TIME_LIMIT);
  try {
    return await vclusterKubeconfig(runtime, ref, AbortSignal.any([runtime.signal, late]));
  } catch (error) {
    if (!late.aborted || runtime.signal.aborted) throw error;
    throw new ClusterError(
      `${cluster} is marked as ready, but its kubeconfig is not on the host.`,
      {
        hint: 'Delete this cluster with `workshop delete`, and create the workshop again.',
        cause: error,
      },
    );
  }
}
