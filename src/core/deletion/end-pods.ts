import { isForbidden, type Kube, unlessGone } from '../kube/clients.ts';

/** An object of a namespace that was found to be ours; its uid keeps a later one of its name safe. */
export interface Ours {
  kind: string;
  name: string;
  uid: string;
}

/** CI pods need no farewell; the default of 30 s is waited out whole by those that ignore SIGTERM. */
const GRACE_SECONDS = 1;
/** Requests at once. Each has a connection of its own. */
const AT_ONCE = 20;

/**
 * Ends those of `objects` that are pods at once, and before that what would make them anew. The host would delete
 * all of them by itself, only later.
 */
export async function endPods(kube: Kube, namespace: string, objects: Ours[]): Promise<void> {
  await each(objects.filter(isController), (controller) =>
    deleteController(kube, namespace, controller).catch(unlessForbidden),
  );
  const pods = objects.filter(({ kind }) => kind === 'Pod');
  await each(pods, ({ name, uid }) => {
    const body = { gracePeriodSeconds: GRACE_SECONDS, preconditions: { uid } };
    return unlessGone(kube.core.deleteNamespacedPod({ name, namespace, body }));
  });
}

const isController = ({ kind }: Ours): boolean => kind === 'Deployment' || kind === 'StatefulSet';

function deleteController({ apps }: Kube, namespace: string, { kind, name, uid }: Ours) {
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
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
