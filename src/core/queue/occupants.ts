import type { KubernetesObject, V1Secret } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import type { Kube } from '../kube/clients.ts';
import { LEASE_NAME } from '../lease/lease.ts';

/** An object in an existing namespace that would conflict with the new cluster. */
interface Occupant {
  what: string;
  /**
   * Whether a lease owns it. The lease of this job owns nothing yet, so it is another lease, and the host deletes the
   * object soon.
   */
  temporary: boolean;
}

/**
 * Returns whether an existing namespace, whose lease this job holds, still contains remains of the previous cluster.
 *
 * @throws ClusterError if the namespace contains objects that this tool did not create: another virtual cluster
 * (vcluster allows one per namespace), or a helm release or Secret with the cluster's name, which helm or vcluster
 * would overwrite. Helm itself refuses to overwrite the other objects of its chart.
 */
export async function hasRemains(kube: Kube, ref: ClusterRef): Promise<boolean> {
  const occupants = await occupantsOf(kube, ref);
  const foreign = occupants.find(({ temporary }) => !temporary);
  if (!foreign) return occupants.length > 0;
  throw new ClusterError(
    `Namespace ${ref.namespace} already contains ${foreign.what}, which was not created by ephemeral-vcluster and stays untouched.`,
    {
      hint: 'Use another `namespace`, omit `namespace` to get a dedicated one, or use another `name`.',
    },
  );
}

async function occupantsOf({ apps, core }: Kube, ref: ClusterRef): Promise<Occupant[]> {
  const { name, namespace } = ref;
  const inNamespace = { namespace, labelSelector: 'app=vcluster' };
  const [deployments, statefulSets, pods, services, secrets] = await Promise.all([
    apps.listNamespacedDeployment(inNamespace),
    apps.listNamespacedStatefulSet(inNamespace),
    core.listNamespacedPod(inNamespace),
    core.listNamespacedService(inNamespace),
    core.listNamespacedSecret({ namespace }),
  ]);
  const workloads = [...deployments.items, ...statefulSets.items];
  const releases = secrets.items.filter((secret) => isRelease(secret, name));
  const own = [`${name}-certs`, `vc-${name}`];
  const files = secrets.items.filter(({ metadata }) => own.includes(metadata?.name ?? ''));
  return [
    ...workloads.map((it) => occupant(`the virtual cluster ${nameOf(it)}`, it, ref)),
    ...releases.map((it) => occupant(`the helm release ${name}`, it, ref)),
    ...files.map((it) => occupant(`Secret ${nameOf(it)}`, it, ref)),
    ...services.items
      .map((it) => occupant(`Service ${nameOf(it)}`, it, ref))
      .filter(({ temporary }) => temporary),
    // A terminating pod could be mistaken for the new one. Its Deployment or StatefulSet shows who owns it.
    ...pods.items.map((it) => ({ what: `Pod ${nameOf(it)}`, temporary: true })),
  ];
}

const nameOf = ({ metadata }: KubernetesObject): string => metadata?.name ?? '';

const isRelease = ({ type, metadata }: V1Secret, name: string): boolean =>
  type === 'helm.sh/release.v1' && metadata?.labels?.name === name;

/** The objects that vcluster creates are owned by the cluster's Service, and the Service is owned by the lease. */
function occupant(what: string, { metadata }: KubernetesObject, ref: ClusterRef): Occupant {
  const owners = metadata?.ownerReferences ?? [];
  const temporary = owners.some(
    ({ kind, name }) =>
      (kind === 'Job' && name === LEASE_NAME) || (kind === 'Service' && name === ref.name),
  );
  return { what, temporary };
}
