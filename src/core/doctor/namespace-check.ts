import { type Kube, orUndefined } from '../kube.ts';
import { LEASE_NAME } from '../lease/lease.ts';
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
    cure: 'Choose another `name`, or leave it out to get a unique one.',
  };
}

async function existingNamespace({ kube, ref: { namespace } }: Subject): Promise<Answer> {
  const [found, foreign] = await Promise.all([
    orUndefined(kube.core.readNamespace({ name: namespace })),
    findForeignCluster(kube, namespace),
  ]);
  const elsewhere = 'Set `namespace` to another one, or leave it out to get one of its own.';
  if (!found) {
    return { state: 'problem', detail: `${namespace} does not exist`, cure: elsewhere };
  }
  if (found.metadata?.deletionTimestamp) {
    return { state: 'problem', detail: `${namespace} is being deleted`, cure: elsewhere };
  }
  if (!foreign) return { state: 'ok', detail: `${namespace} can be used` };
  return {
    state: 'problem',
    detail: `${namespace} already holds the virtual cluster ${foreign}, which was not made by us; the engine allows one a namespace`,
    cure: elsewhere,
  };
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
