import { isForbidden, type Kube, unlessGone } from '../kube/clients.ts';
import type { Clock } from '../runtime.ts';
import { endPods } from './end-pods.ts';
import type { NamespacedObject } from './inventory.ts';
import type { LeasedObjects } from './leased-objects.ts';

/** How long to wait for the end of the control plane, in milliseconds. Its pod has one second to terminate. */
const LONGEST_WAIT = 8_000;
const POLL = 250;

interface Place {
  kube: Kube;
  namespace: string;
  clock: Clock;
}

/**
 * Ends the controllers and pods of a cluster. Do this before the lease is deleted: after that, the garbage collector
 * deletes the pods too, and gives them their own grace period, 30 s by default. A node does not shorten the grace period
 * of a pod that is already terminating.
 *
 * The control plane ends first, because it replaces pods of the virtual cluster that end before. Returns when every pod
 * has been told to end.
 */
export async function endWorkloads(place: Place, cluster: LeasedObjects): Promise<void> {
  const { kube, namespace } = place;
  const all = await cluster.find();
  if (await endControllers(place, all)) await endControlPlane(place, cluster, all);
  await endPods(kube, namespace, await cluster.find(['Pod']));
}

/** Waits until the pods of the controllers among `all` are gone. A ReplicaSet replaces its pod until it is gone itself. */
async function endControlPlane(
  { kube, namespace, clock }: Place,
  cluster: LeasedObjects,
  all: readonly NamespacedObject[],
): Promise<void> {
  const end = clock.monotonic() + LONGEST_WAIT;
  const controllers = new Set(all.filter(hasPods).map(({ uid }) => uid));
  for (let found = all; ; found = await cluster.find(['Pod'])) {
    const pods = found.filter(
      ({ kind, owners }) => kind === 'Pod' && owners.some((owner) => controllers.has(owner)),
    );
    if (pods.length === 0 || clock.monotonic() > end) return;
    await endPods(kube, namespace, pods);
    await clock.sleep(POLL);
  }
}

const isController = ({ kind }: NamespacedObject): boolean =>
  kind === 'Deployment' || kind === 'StatefulSet';

const hasPods = (object: NamespacedObject): boolean =>
  isController(object) || object.kind === 'ReplicaSet';

/** Returns whether all of them could be deleted. If one could not, it goes on with its pods until the lease is gone. */
async function endControllers(
  { kube: { apps }, namespace }: Place,
  objects: readonly NamespacedObject[],
): Promise<boolean> {
  const ended = objects.filter(isController).map(async ({ kind, name, uid }) => {
    const request = { name, namespace, body: { preconditions: { uid } } };
    const deletion =
      kind === 'Deployment'
        ? apps.deleteNamespacedDeployment(request)
        : apps.deleteNamespacedStatefulSet(request);
    try {
      await unlessGone(deletion);
      return true;
    } catch (error) {
      if (!isForbidden(error)) throw error;
      return false;
    }
  });
  return (await Promise.all(ended)).every(Boolean);
}
