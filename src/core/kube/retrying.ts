import { ApiException } from '@kubernetes/client-node';
import type { Clock } from '../runtime.ts';
import { apiMessage, isFromKubernetes, type Kube } from './clients.ts';

export interface RetryOptions {
  clock: Clock;
  /** How long to retry while the host does not answer, in milliseconds. */
  timeLimit: number;
  signal?: AbortSignal;
  debug?: (message: string) => void;
}

const PAUSE = 500;

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
  { clock, timeLimit, signal, debug }: RetryOptions,
): Promise<T> {
  for (const end = clock.monotonic() + timeLimit; ; ) {
    try {
      return await call();
    } catch (error) {
      if (!isUnreachable(error) || clock.monotonic() > end || signal?.aborted) throw error;
      debug?.(`retrying, because the host is unreachable: ${apiMessage(error)}`);
      await clock.sleep(PAUSE, signal);
    }
  }
}

const OVERLOADED = [429, 502, 503, 504];

/**
 * Whether there was no connection, no answer in time, an answer that asks to retry later, or a 404 of something in front
 * of the API server.
 */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof ApiException) {
    return OVERLOADED.includes(error.code) || (error.code === 404 && !isFromKubernetes(error));
  }
  // fetch throws a TypeError whose cause contains the reason, or the reason of its signal.
  return (error instanceof TypeError && error.cause !== undefined) || error instanceof DOMException;
}
