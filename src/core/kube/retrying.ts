import { ApiException } from '@kubernetes/client-node';
import type { Clock } from '../runtime.ts';
import { apiMessage, type Kube } from './clients.ts';

export interface RetryOptions {
  clock: Clock;
  /** How long a host that does not answer is asked again, in milliseconds. */
  timeLimit: number;
  signal?: AbortSignal;
  debug?: (message: string) => void;
}

const PAUSE = 500;

/**
 * The same clients, whose calls are made again while the host cannot be reached. A call may then have been done though
 * its answer was lost: a creation has to take "it exists" of its own object for success.
 */
export function retrying(kube: Kube, persistence: RetryOptions): Kube {
  const clients = Object.entries(kube).map(([name, client]) => [name, wrap(client, persistence)]);
  return Object.fromEntries(clients) as Kube;
}

type Call = (...args: unknown[]) => Promise<unknown>;

const wrap = <T extends object>(client: T, persistence: RetryOptions): T =>
  new Proxy(client, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => again(() => (value as Call).apply(target, args), persistence);
    },
  });

async function again<T>(
  call: () => Promise<T>,
  { clock, timeLimit, signal, debug }: RetryOptions,
): Promise<T> {
  for (const end = clock.now() + timeLimit; ; ) {
    try {
      return await call();
    } catch (error) {
      if (!isUnreachable(error) || clock.now() > end || signal?.aborted) throw error;
      debug?.(`the host is asked again: ${apiMessage(error)}`);
      await clock.sleep(PAUSE, signal);
    }
  }
}

const OVERLOADED = [429, 502, 503, 504];

/** No connection, no answer in time, or an answer that says "later". */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof ApiException) return OVERLOADED.includes(error.code);
  // What fetch throws: a TypeError whose cause says why, or the reason of its signal.
  return (error instanceof TypeError && error.cause !== undefined) || error instanceof DOMException;
}
