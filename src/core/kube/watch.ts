import {
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  Watch,
} from '@kubernetes/client-node';
import { Backoff } from '../backoff.ts';
import type { Clock } from '../runtime.ts';
import { retryAfterOf } from './retry-after.ts';

export interface Query {
  labelSelector?: string;
  fieldSelector?: string;
}

export interface Watched<O extends KubernetesObject> {
  kubeConfig: KubeConfig;
  /** For example `/api/v1/namespaces/ci/pods`. */
  path: string;
  query?: Query;
  /** Lists the same objects. */
  list: () => Promise<KubernetesListObject<O>>;
}

/** Pauses before a failed list or watch is retried, in milliseconds. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
/** A watch that lasted this long has worked, in milliseconds. */
const WORKED = 5_000;

/**
 * Lists and watches objects until `check` returns a result for them, and returns that result. An error of `check` ends
 * the watch, too. A failed list or watch is retried until `signal` aborts.
 */
export async function watchUntil<O extends KubernetesObject, T>(
  watched: Watched<O>,
  check: (objects: O[]) => T | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  const backoff = new Backoff({ first: FIRST_PAUSE, longest: LONGEST_PAUSE });
  for (;;) {
    signal.throwIfAborted();
    let failure: unknown;
    const list = await watched.list().catch((error) => {
      failure = error;
      return undefined;
    });
    const start = clock.monotonic();
    if (list) {
      const found = check(list.items) ?? (await watchFrom(watched, list, check, signal));
      if (found !== undefined) return found;
    }
    if (clock.monotonic() - start > WORKED) backoff.reset();
    await clock.sleep(backoff.next(retryAfterOf(failure, clock.now())), signal);
  }
}

/** Watches from a list on until the watch ends. client-node ends it after 30 s without an event. */
async function watchFrom<O extends KubernetesObject, T>(
  { kubeConfig, path, query }: Watched<O>,
  { items, metadata }: KubernetesListObject<O>,
  check: (objects: O[]) => T | undefined,
  signal: AbortSignal,
): Promise<T | undefined> {
  const objects = new Map(items.map((object) => [object.metadata?.uid, object]));
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
  const onEvent = (phase: string, object: O) => {
    if (phase === 'ERROR') return resolve(undefined);
    if (phase === 'DELETED') objects.delete(object.metadata?.uid);
    else objects.set(object.metadata?.uid, object);
    try {
      const found = check([...objects.values()]);
      if (found !== undefined) resolve(found);
    } catch (error) {
      reject(error);
    }
  };
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const from = { ...query, resourceVersion: metadata?.resourceVersion };
  const watch = new Watch(kubeConfig).watch(path, from, onEvent, () => resolve(undefined));
  watch.catch(() => resolve(undefined));
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await watch.then((it) => it.abort()).catch(() => {});
  }
}
