import { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../core/errors.ts';
import type { Host } from '../core/host.ts';
import { rewriteKubeconfig } from '../core/kubeconfig.ts';
import { engineKubeconfig } from '../core/ready.ts';
import { makeCredential } from './credential.ts';
import type { HandOut } from './hand-out/index.ts';
import type { SeatOnHost } from './seats-on-host.ts';

/** The hand-out of a seat that is ready already, with a new credential until its end. */
export async function renewHandOut(
  host: Pick<Host, 'kubeConfig' | 'clock' | 'signal'>,
  workshop: string,
  seat: SeatOnHost,
): Promise<HandOut> {
  const { ref, attendee, cluster, server, kubernetesVersion, expiresAt } = seat;
  if (!server || !expiresAt) throw new ClusterError(`${cluster} is not ready.`);
  const admin = new KubeConfig();
  const text = await engineKubeconfig(host, ref, host.signal);
  admin.loadFromString(rewriteKubeconfig(text, { server, context: cluster }));
  const kubeconfig = await makeCredential({ ...host, admin, context: cluster, expiresAt });
  return {
    ...{ workshop, attendee, cluster, kubernetesVersion },
    ...{ context: cluster, server, kubeconfig, expiresAt },
  };
}
