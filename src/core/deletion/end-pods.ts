import { isForbidden, type Kube, unlessGone } from '../kube/clients.ts';

/** An object of the cluster. Its uid protects a later object of the same name from deletion. */
export interface ClusterObject {
  kind: string;
  name: string;
  uid: string;
}

/** Short, because CI pods have nothing to save. A pod that ignores SIGTERM would take the whole default of 30 s. */
const GRACE_SECONDS = 1;
/** Concurrent requests. Each uses a separate connection. */
const CONCURRENCY = 20;

/**
 * Deletes the pods among `objects` with a short grace period. Deletes their controllers first, because those would
 * replace the pods. The host would delete all of them anyway, but later.
 */
export async function endPods(
  kube: Kube,
  namespace: string,
  objects: ClusterObject[],
): Promise<void> {
  await each(objects.filter(isController), (controller) =>
    deleteController(kube, namespace, controller).catch(unlessForbidden),
  );
  const pods = objects.filter(({ kind }) => kind === 'Pod');
  await each(pods, ({ name, uid }) => {
    const body = { gracePeriodSeconds: GRACE_SECONDS, preconditions: { uid } };
    return unlessGone(kube.core.deleteNamespacedPod({ name, namespace, body }));
  });
}

const isController = ({ kind }: ClusterObject): boolean =>
  kind === 'Deployment' || kind === 'StatefulSet';

function deleteController({ apps }: Kube, namespace: string, { kind, name, uid }: ClusterObject) {
  const request = { name, namespace, body: { preconditions: { uid } } };
  return unlessGone(
    kind === 'Deployment'
      ? apps.deleteNamespacedDeployment(request)
      : apps.deleteNamespacedStatefulSet(request),
  );
}

function unlessForbidden(error: unknown): void {
  if (!isForbidden(error)) throw error;
}

async function each<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}
