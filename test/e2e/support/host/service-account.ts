import { KubeConfig } from '@kubernetes/client-node';
import { kubeOf } from '../../../../src/core/kube/clients.ts';

/** Longer than the default of `ttl`, so that the product does not warn. */
const TOKEN_SECONDS = 24 * 3_600;

export interface Account {
  namespace: string;
  name: string;
}

/** Returns credentials for the admin's cluster with a new token of a service account. */
export async function asServiceAccount(
  admin: KubeConfig,
  { namespace, name }: Account,
): Promise<KubeConfig> {
  const { status } = await kubeOf(admin).core.createNamespacedServiceAccountToken({
    name,
    namespace,
    body: { spec: { audiences: [], expirationSeconds: TOKEN_SECONDS } },
  });
  const cluster = admin.getCurrentCluster();
  if (!cluster || !status) throw new Error('there is no host cluster or no token');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(cluster, { name, token: status.token });
  return kubeConfig;
}
