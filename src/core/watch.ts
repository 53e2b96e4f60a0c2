import { type KubeConfig, type KubernetesObject, Watch } from '@kubernetes/client-node';
import type { Clock } from './host.ts';

export interface Watched {
  kubeConfig: KubeConfig;
  /** For example `/api/v1/namespaces/ci/pods`. */
  path: string;
  query?: { labelSelector?: string; fieldSelector?: string };
}

/** Pause before a broken watch is begun anew. */
const RETRY = 100;

/**
 * Watches until `check` finds what it looks for in the objects that exist, and returns that. An error of `check` ends
 * it too; a watch that breaks or is refused is begun anew until `signal` aborts.
 */
export async function watchUntil<O extends KubernetesObject, T>(
  watched: Watched,
  check: (objects: O[]) => T | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    const found = await watchOnce(watched, check, signal);
    if (found !== undefined) return found;
    await clock.sleep(RETRY, signal);
  }
}

/** One watch, from the list of what exists to its end. client-node ends it after 30 s without an event. */
async function watchOnce<O extends KubernetesObject, T>(
  { kubeConfig, path, query = {} }: Watched,
  check: (objects: O[]) => T | undefined,
  signal: AbortSignal,
): Promise<T | undefined> {
  const objects = new Map<string, O>();
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
  const controller = new Watch(kubeConfig).watch(
    path,
    query,
    (phase: string, object: O) => {
      const uid = object.metadata?.uid;
      if (!uid) return;
      if (phase === 'DELETED') objects.delete(uid);
      else objects.set(uid, object);
      try {
        const found = check([...objects.values()]);
        if (found !== undefined) resolve(found);
      } catch (error) {
        reject(error);
      }
    },
    () => resolve(undefined),
  );
  controller.catch(() => resolve(undefined));
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', abort);
    await controller.then((it) => it.abort()).catch(() => {});
  }
}
