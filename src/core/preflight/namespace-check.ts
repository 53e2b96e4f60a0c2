import { apiMessage, isForbidden, type Kube, orUndefined } from '../kube/clients.ts';
import { LEASE_NAME, readLease } from '../lease/lease.ts';
import type { Answer, Check, Subject } from './finding.ts';

/** Whether the namespace is there, or is not, as it should be, and can take a virtual cluster. */
export const checkNamespace: Check = async (subject) => [
  subject.ref.ownNamespace ? await newNamespace(subject) : await existingNamespace(subject),
];

async function newNamespace({ kube, ref: { namespace } }: Subject): Promise<Answer> {
  const found = await orUndefined(kube.core.readNamespace({ name: namespace }));
  if (!found) return { state: 'ok', detail: `${namespace} will be made` };
  return {
    state: 'problem',
    detail: `${namespace} exists already: Another cluster has this name`,
    hint: 'Choose another `name`, or leave it out to get a unique one.',
  };
}

const ELSEWHERE = 'Set `namespace` to another one, or leave it out to get one of its own.';

async function existingNamespace(subject: Subject): Promise<Answer> {
  const { kube, ref } = subject;
  const { namespace } = ref;
  const refusal = await refusalOf(subject);
  if (refusal) return refusal;
  const [found, foreign] = await Promise.all([
    orUndefined(kube.core.readNamespace({ name: namespace })),
    findForeignCluster(kube, namespace),
  ]);
  if (!found) return wrongNamespace(`${namespace} does not exist`);
  if (found.metadata?.deletionTimestamp) return wrongNamespace(`${namespace} is being deleted`);
  if (!foreign) return { state: 'ok', detail: `${namespace} can be used` };
  return {
    state: 'problem',
    detail: `${namespace} already holds the virtual cluster ${foreign}, which was not made by us; the engine allows one a namespace`,
    hint: ELSEWHERE,
  };
}

const wrongNamespace = (detail: string, hint = ELSEWHERE): Answer => ({
  state: 'problem',
  input: 'namespace',
  detail,
  hint,
});

/** Who may not even look for a lease has no business there: a slip in one of several names shows so, too. */
async function refusalOf({ kube, ref: { namespace } }: Subject): Promise<Answer | undefined> {
  try {
    await readLease(kube, namespace);
    return undefined;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return wrongNamespace(
      `${namespace} is not open to this user of the host: ${apiMessage(error)}`,
      'Apply deploy/rbac/single-namespace.yaml to it, or set `namespace` to another one.',
    );
  }
}

/** The name of a virtual cluster that no lease owns. One of ours may end while we wait in line. */
async function findForeignCluster(kube: Kube, namespace: string): Promise<string | undefined> {
  const labelSelector = 'app=vcluster';
  const [deployments, statefulSets] = await Promise.all([
    kube.apps.listNamespacedDeployment({ namespace, labelSelector }),
    kube.apps.listNamespacedStatefulSet({ namespace, labelSelector }),
  ]);
  const found = [...deployments.items, ...statefulSets.items].find(
    ({ metadata }) =>
      !metadata?.deletionTimestamp &&
      !metadata?.ownerReferences?.some(({ kind, name }) => kind === 'Job' && name === LEASE_NAME),
  );
  return found?.metadata?.name;
}
