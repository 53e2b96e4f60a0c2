import { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../core/errors.ts';
import { apiMessage, isConflict, keepAlive, kubeOf } from '../core/kube.ts';

/** The account of the attendee, inside of the cluster alone. */
const NAME = 'attendee';
const NAMESPACE = 'kube-system';
/** Kubernetes issues no token for less, in seconds. */
const SHORTEST = 600;

export interface CredentialInput {
  /** Of an administrator of the virtual cluster, with the address by which attendees reach it. */
  admin: KubeConfig;
  /** Name of the context in the attendee's kubeconfig. */
  context: string;
  expiresAt: Date;
  now: number;
}

/**
 * A kubeconfig for the attendee: an account of its own that may do all in its cluster, by a token that ends with it. The
 * administrator's certificate, which is good for a year and cannot be taken back, stays with the organiser.
 *
 * @throws ClusterError where the cluster does not take it.
 */
export async function makeCredential(input: CredentialInput): Promise<string> {
  const { core, rbac } = kubeOf(keepAlive(input.admin));
  const metadata = { name: NAME };
  await unlessThere(
    core.createNamespacedServiceAccount({ namespace: NAMESPACE, body: { metadata } }),
  );
  await unlessThere(rbac.createClusterRoleBinding({ body: BINDING }));
  const seconds = Math.ceil((input.expiresAt.getTime() - input.now) / 1_000);
  const { status } = await core.createNamespacedServiceAccountToken({
    name: NAME,
    namespace: NAMESPACE,
    body: { spec: { audiences: [], expirationSeconds: Math.max(SHORTEST, seconds) } },
  });
  const kubeconfig = attendeeKubeconfig(input, status?.token ?? '');
  await assertWorks(kubeconfig, input.context);
  return kubeconfig;
}

const BINDING = {
  metadata: { name: NAME },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }],
};

/** Made anew, as for a longer workshop, it is there already. */
async function unlessThere(creation: Promise<unknown>): Promise<void> {
  await creation.catch((error) => {
    if (!isConflict(error)) throw error;
  });
}

function attendeeKubeconfig({ admin, context }: CredentialInput, token: string): string {
  const { server = '', caData } = admin.getCurrentCluster() ?? {};
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: context, server, caData, skipTLSVerify: false }],
    users: [{ name: context, token }],
    contexts: [{ name: context, cluster: context, user: context, namespace: 'default' }],
    currentContext: context,
  });
  return config.exportConfig();
}

async function assertWorks(kubeconfig: string, context: string): Promise<void> {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  const allowed = await kubeOf(keepAlive(config))
    .authorization.createSelfSubjectAccessReview({
      body: { spec: { resourceAttributes: { verb: '*', group: '*', resource: '*' } } },
    })
    .catch((error) => {
      throw new ClusterError(`${context} does not take the attendee's token: ${apiMessage(error)}`);
    });
  if (!allowed.status?.allowed) {
    throw new ClusterError(`${context} gives the attendee's account no rights.`);
  }
}
