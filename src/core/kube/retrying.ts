import { ApiException } from '@kubernetes/client-node';
import { Backoff } from '../backoff.ts';
import type { Clock } from '../runtime.ts';
import { apiMessage, isFromKubernetes, type Kube } from './clients.ts';
import { UnreachableError } from './http/unreachable.ts';
import { retryAfterOf } from './retry-after.ts';

export interface RetryOptions {
  clock: Clock;
  /** How long to retry while the host does not answer, in milliseconds. */
  timeLimit: number;
  signal?: AbortSignal;
  debug?: (message: string) => void;
  /** Returns a number from 0 to 1, as `Math.random` does. */
  random?: () => number;
}

/** Pauses between the attempts, in milliseconds. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
/** How long to retry answers with HTTP 500, in milliseconds: the cause may be permanent, such as a broken webhook. */
const LONGEST_FAILURE = 30_000;

/**
 * Returns the same clients, but with calls that are retried while the host is unreachable. A call may have succeeded
 * although its answer was lost, so a creation has to treat "already exists" as success if the object is its own.
 */
export function retrying(kube: Kube, options: RetryOptions): Kube {
  const clients = Object.entries(kube).map(([name, client]) => [name, wrap(client, options)]);
  return Object.fromEntries(clients) as Kube;
}

type Call = (...args: unknown[]) => Promise<unknown>;

const wrap = <T extends object>(client: T, options: RetryOptions): T =>
  new Proxy(client, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) =>
        retryWhileUnreachable(() => (value as Call).apply(target, args), options);
    },
  });

async function retryWhileUnreachable<T>(
  call: () => Promise<T>,
  { clock, timeLimit, signal, debug, random = Math.random }: RetryOptions,
): Promise<T> {
  const start = clock.monotonic();
  const backoff = new Backoff({ first: FIRST_PAUSE, longest: LONGEST_PAUSE, random });
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const limit = isInternal(error) ? Math.min(timeLimit, LONGEST_FAILURE) : timeLimit;
      const left = start + limit - clock.monotonic();
      if (!isUnreachable(error) || left <= 0 || signal?.aborted) throw error;
      debug?.(`retrying, because the host is unreachable: ${apiMessage(error)}`);
      const pause = backoff.next(retryAfterOf(error, clock.now()));
      await clock.sleep(Math.min(pause, left), signal);
    }
  }
}

/** Such as "etcdserver: leader changed", or a webhook that does not answer in time. */
const isInternal = (error: unknown): boolean => error instanceof ApiException && error.code === 500;

const OVERLOADED = [429, 500, 502, 503, 504];

/**
 * Whether there was no connection, no answer in time, an answer that may differ later, or a 404 of something in front
 * of the API server.
 */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof ApiException) {
    return OVERLOADED.includes(error.code) || (error.code === 404 && !isFromKubernetes(error));
  }
  return error instanceof UnreachableError;
}
