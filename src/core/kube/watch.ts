import { createInterface } from 'node:readline';
import type { KubeConfig, KubernetesListObject, KubernetesObject } from '@kubernetes/client-node';
import { Backoff } from '../backoff.ts';
import type { Clock } from '../runtime.ts';
import { accessOf } from './cluster-config.ts';
import type { HostAccess } from './http/access.ts';
import { exchange } from './http/exchange.ts';
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
/** After this time without an event a watch is started again: the connection may be lost. In milliseconds. */
const SILENCE = 30_000;
const OK = 200;

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

interface WatchEvent<O> {
  type: string;
  object: O;
}

/** Watches from a list on until `check` returns a result, or until the watch ends. */
async function watchFrom<O extends KubernetesObject, T>(
  { kubeConfig, path, query }: Watched<O>,
  { items, metadata }: KubernetesListObject<O>,
  check: (objects: O[]) => T | undefined,
  signal: AbortSignal,
): Promise<T | undefined> {
  const objects = new Map(items.map((object) => [object.metadata?.uid, object]));
  const from = { ...query, resourceVersion: metadata?.resourceVersion ?? '', watch: 'true' };
  const address = `${path}?${new URLSearchParams(from)}`;
  for await (const { type, object } of events<O>(accessOf(kubeConfig), address, signal)) {
    if (type === 'ERROR') return undefined;
    if (type === 'DELETED') objects.delete(object.metadata?.uid);
    else objects.set(object.metadata?.uid, object);
    const found = check([...objects.values()]);
    if (found !== undefined) return found;
  }
  signal.throwIfAborted();
  return undefined;
}

/** Returns the events of a watch until it ends, in whatever way. */
async function* events<O>(
  access: HostAccess,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<O>> {
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  const silence = setTimeout(() => end.abort(), SILENCE).unref();
  try {
    const answer = await exchange(access, { method: 'GET', path, signal: either });
    if (answer.statusCode !== OK) return;
    for await (const line of createInterface({ input: answer, signal: either })) {
      silence.refresh();
      const event = parseEvent<O>(line);
      if (event) yield event;
    }
  } catch {
    // The caller lists again.
  } finally {
    clearTimeout(silence);
    end.abort();
  }
}

/** The last line of a broken connection can be incomplete. */
function parseEvent<O>(line: string): WatchEvent<O> | undefined {
  try {
    return JSON.parse(line) as WatchEvent<O>;
  } catch {
    return undefined;
  }
}
