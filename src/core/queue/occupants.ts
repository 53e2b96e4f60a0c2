import type { KubernetesObject, V1Secret } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import type { Kube } from '../kube/clients.ts';
import { LEASE_NAME } from '../lease/lease.ts';

/** Something in an existing namespace that our cluster would collide with. */
interface Occupant {
  what: string;
  /** Whether it hangs off a lease: not off ours, which owns nothing yet, so the host is about to delete it. */
  passing: boolean;
}

/**
 * Whether an existing namespace, whose lease we hold, still has remains of the cluster that held it before.
 *
 * @throws ClusterError where it holds what nobody of us made: another virtual cluster, of which the engine allows one a
 * namespace; or a helm release or Secret of the cluster's name, which helm or the engine would write over. What helm
 * would make besides, it refuses by itself to write over.
 */
export async function hasRemains(kube: Kube, ref: ClusterRef): Promise<boolean> {
  const occupants = await occupantsOf(kube, ref);
  const foreign = occupants.find(({ passing }) => !passing);
  if (!foreign) return occupants.length > 0;
  throw new ClusterError(
    `Namespace ${ref.namespace} already holds ${foreign.what}, which was not made by us; it stays untouched.`,
    { hint: 'Use another `namespace`, or none to get one of its own; or another `name`.' },
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
  const engines = [...deployments.items, ...statefulSets.items];
  const releases = secrets.items.filter((secret) => isRelease(secret, name));
  const own = [`${name}-certs`, `vc-${name}`];
  const files = secrets.items.filter(({ metadata }) => own.includes(metadata?.name ?? ''));
  return [
    ...engines.map((it) => occupant(`the virtual cluster ${nameOf(it)}`, it, ref)),
    ...releases.map((it) => occupant(`the helm release ${name}`, it, ref)),
    ...files.map((it) => occupant(`Secret ${nameOf(it)}`, it, ref)),
    ...services.items
      .map((it) => occupant(`Service ${nameOf(it)}`, it, ref))
      .filter(({ passing }) => passing),
    // The one that ends would be taken for the new one. Whose it is, its Deployment says.
    ...pods.items.map((it) => ({ what: `Pod ${nameOf(it)}`, passing: true })),
  ];
}

const nameOf = ({ metadata }: KubernetesObject): string => metadata?.name ?? '';

const isRelease = ({ type, metadata }: V1Secret, name: string): boolean =>
  type === 'helm.sh/release.v1' && metadata?.labels?.name === name;

/** What the engine makes hangs off the cluster's Service, and that off the lease. */
function occupant(what: string, { metadata }: KubernetesObject, ref: ClusterRef): Occupant {
  const owners = metadata?.ownerReferences ?? [];
  const passing = owners.some(
    ({ kind, name }) =>
      (kind === 'Job' && name === LEASE_NAME) || (kind === 'Service' && name === ref.name),
  );
  return { what, passing };
}
