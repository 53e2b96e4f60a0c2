import { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../core/errors.ts';
import { apiMessage, isConflict, kubeOf, withConnectionReuse } from '../core/kube/clients.ts';
import type { Clock } from '../core/runtime.ts';

/** The account of the attendee, inside of the cluster alone. */
const NAME = 'attendee';
const NAMESPACE = 'kube-system';
/** Kubernetes issues no token for less, in seconds. */
const SHORTEST = 600;
/** How much less than was asked for a token may be good for, in milliseconds. */
const TOLERANCE = 60_000;
/** The cluster learns of new rights by a watch of its own: how long that may take, in milliseconds. */
const TIME_LIMIT = 20_000;
const POLL = 250;

export interface CredentialInput {
  /** Of an administrator of the virtual cluster, with the address by which attendees reach it. */
  admin: KubeConfig;
  /** Name of the context in the attendee's kubeconfig. */
  context: string;
  expiresAt: Date;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * A kubeconfig for the attendee: an account of its own that may do all in its cluster, by a token that ends with it. The
 * administrator's certificate, which is good for a year and cannot be taken back, stays with the organiser.
 *
 * @throws ClusterError where the cluster does not take it.
 */
export async function makeCredential(input: CredentialInput): Promise<string> {
  const { core, rbac } = kubeOf(withConnectionReuse(input.admin));
  const metadata = { name: NAME };
  await unlessThere(
    core.createNamespacedServiceAccount({ namespace: NAMESPACE, body: { metadata } }),
  );
  await unlessThere(rbac.createClusterRoleBinding({ body: BINDING }));
  const seconds = Math.ceil((input.expiresAt.getTime() - input.clock.now()) / 1_000);
  const { status } = await core.createNamespacedServiceAccountToken({
    name: NAME,
    namespace: NAMESPACE,
    body: { spec: { audiences: [], expirationSeconds: Math.max(SHORTEST, seconds) } },
  });
  assertLasts(input, status?.expirationTimestamp);
  const kubeconfig = attendeeKubeconfig(input, status?.token ?? '');
  await untilWorks(kubeconfig, input);
  return kubeconfig;
}

/** An API server may be told to issue no token for long. */
function assertLasts({ context, expiresAt }: CredentialInput, end: Date | undefined): void {
  if (!end || end.getTime() + TOLERANCE >= expiresAt.getTime()) return;
  throw new ClusterError(
    `${context} issues tokens until ${end.toISOString()} alone, and lives until ${expiresAt.toISOString()}.`,
    { hint: 'Leave `service-account-max-token-expiration` of its API server out of `values`.' },
  );
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

async function untilWorks(kubeconfig: string, { context, clock, signal }: CredentialInput) {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  const { authorization } = kubeOf(withConnectionReuse(config));
  const ask = async () => {
    const { status } = await authorization.createSelfSubjectAccessReview({ body: ANYTHING });
    return status?.allowed ? undefined : "gives the attendee's account no rights";
  };
  const refused = (error: unknown) => `does not take the attendee's token: ${apiMessage(error)}`;
  for (const end = clock.now() + TIME_LIMIT; ; ) {
    const objection = await ask().catch(refused);
    if (!objection) return;
    if (clock.now() >= end) throw new ClusterError(`${context} ${objection}.`);
    await clock.sleep(POLL, signal);
  }
}

const ANYTHING = { spec: { resourceAttributes: { verb: '*', group: '*', resource: '*' } } };
