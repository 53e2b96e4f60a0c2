import { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../core/errors.ts';
import { apiMessage, isConflict, kubeOf } from '../core/kube/clients.ts';
import type { Clock } from '../core/runtime.ts';

/** The service account of the attendee. It exists only in the virtual cluster. */
const NAME = 'attendee';
const NAMESPACE = 'kube-system';
/** The shortest lifetime of a token that Kubernetes allows, in seconds. */
const SHORTEST = 600;
/** How much earlier than requested a token may expire, in milliseconds. */
const TOLERANCE = 60_000;
/** How long the cluster may take to apply new rights, which it watches, in milliseconds. */
const TIME_LIMIT = 20_000;
const POLL = 250;

export interface CredentialInput {
  /** The kubeconfig of an administrator of the virtual cluster, with the address that attendees use. */
  admin: KubeConfig;
  /** Name of the context in the attendee's kubeconfig. */
  context: string;
  expiresAt: Date;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Creates a kubeconfig for the attendee. It has a dedicated service account with all rights in its cluster, and a token that
 * expires with the cluster. The administrator's certificate stays with the organiser, because it is valid for a year and
 * cannot be revoked.
 *
 * @throws ClusterError if the cluster does not accept the token.
 */
export async function makeCredential(input: CredentialInput): Promise<string> {
  const { core, rbac } = kubeOf(input.admin);
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

/** An API server can be configured to limit the lifetime of tokens. */
function assertLasts({ context, expiresAt }: CredentialInput, end: Date | undefined): void {
  if (!end || end.getTime() + TOLERANCE >= expiresAt.getTime()) return;
  throw new ClusterError(
    `${context} issues tokens only until ${end.toISOString()}, but the cluster lives until ${expiresAt.toISOString()}.`,
    { hint: 'Remove `service-account-max-token-expiration` of the API server from `values`.' },
  );
}

const BINDING = {
  metadata: { name: NAME },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }],
};

/** The object already exists if the hand-out is renewed, for example after the workshop was extended. */
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
  const { authorization } = kubeOf(config);
  const review = async () => {
    const { status } = await authorization.createSelfSubjectAccessReview({ body: ANYTHING });
    return status?.allowed ? undefined : "does not grant rights to the attendee's account";
  };
  const refused = (error: unknown) => `does not accept the attendee's token: ${apiMessage(error)}`;
  for (const end = clock.monotonic() + TIME_LIMIT; ; ) {
    const objection = await review().catch(refused);
    if (!objection) return;
    if (clock.monotonic() >= end) throw new ClusterError(`${context} ${objection}.`);
    await clock.sleep(POLL, signal);
  }
}

const ANYTHING = { spec: { resourceAttributes: { verb: '*', group: '*', resource: '*' } } };
