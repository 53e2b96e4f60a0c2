import { apiMessage, isForbidden, type Kube, orUndefined } from '../kube/clients.ts';
import { describeForeignJob, FOREIGN_HINT, isForeign } from '../lease/foreign-job.ts';
import { LEASE_NAME, readLease } from '../lease/lease.ts';
import type { Answer, Check, Subject } from './finding.ts';

/**
 * Checks that a dedicated namespace does not exist yet, or that an existing namespace exists and has room for a virtual
 * cluster.
 */
export const checkNamespace: Check = async (subject) => [
  subject.ref.ownNamespace ? await newNamespace(subject) : await existingNamespace(subject),
];

async function newNamespace({ kube, ref: { namespace } }: Subject): Promise<Answer> {
  const found = await orUndefined(kube.core.readNamespace({ name: namespace }));
  if (!found) return { state: 'ok', detail: `${namespace} will be created` };
  return {
    state: 'problem',
    detail: `${namespace} already exists`,
    hint: 'Another cluster has this name: choose another `name`, or omit it to get a unique one.',
  };
}

const OTHER_NAMESPACE =
  'Set `namespace` to another one, or omit it to get a dedicated one for this cluster.';

async function existingNamespace(subject: Subject): Promise<Answer> {
  const { kube, ref } = subject;
  const { namespace } = ref;
  const problem = await leaseProblem(subject);
  if (problem) return problem;
  const [found, foreign] = await Promise.all([
    orUndefined(kube.core.readNamespace({ name: namespace })),
    findForeignCluster(kube, namespace),
  ]);
  if (!found) return namespaceProblem(`${namespace} does not exist`);
  if (found.metadata?.deletionTimestamp) return namespaceProblem(`${namespace} is being deleted`);
  if (!foreign) return { state: 'ok', detail: `${namespace} can be used` };
  return {
    state: 'problem',
    detail: `${namespace} already contains the virtual cluster ${foreign}, which was not created by ephemeral-vcluster; vcluster allows only one per namespace`,
    hint: OTHER_NAMESPACE,
  };
}

const namespaceProblem = (detail: string, hint = OTHER_NAMESPACE): Answer => ({
  state: 'problem',
  input: 'namespace',
  detail,
  hint,
});

/**
 * Returns a problem if the user cannot read the lease in the namespace: such a user has no rights there. This also
 * detects a typo in one of several namespaces. A foreign Job with the name of the lease is a problem, too.
 */
async function leaseProblem({ kube, ref: { namespace } }: Subject): Promise<Answer | undefined> {
  try {
    const found = await readLease(kube, namespace);
    if (!found || !isForeign(found)) return undefined;
    return { state: 'problem', detail: describeForeignJob(namespace), hint: FOREIGN_HINT };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return namespaceProblem(
      `the user of host-kubeconfig has no access to ${namespace}: ${apiMessage(error)}`,
      'Apply deploy/rbac/single-namespace.yaml to this namespace, or set `namespace` to another one.',
    );
  }
}

/**
 * Returns the name of a virtual cluster that no lease owns; undefined if there is none. A cluster with a lease is no
 * problem: it may end while this job waits in the queue.
 */
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
