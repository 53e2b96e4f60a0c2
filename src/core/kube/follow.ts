import type { KubernetesObject } from '@kubernetes/client-node';
import type { Runtime } from '../runtime.ts';
import { apiMessage, isForbidden } from './clients.ts';
import { type Watched, watchUntil } from './watch.ts';

/**
 * Calls `take` with the objects that exist, now and after each change, until `signal` aborts. For what only explains:
 * without the right to read it, this ends quietly and the rest goes on.
 */
export async function follow<O extends KubernetesObject>(
  { clock, log }: Pick<Runtime, 'clock' | 'log'>,
  watched: Watched<O>,
  take: (objects: O[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const forbidden = new AbortController();
  const list = () =>
    watched.list().catch((error) => {
      if (isForbidden(error)) forbidden.abort(error);
      throw error;
    });
  try {
    const either = AbortSignal.any([signal, forbidden.signal]);
    await watchUntil<O, never>({ ...watched, list }, (all) => void take(all), clock, either);
  } catch (error) {
    if (!signal.aborted) log.debug(`${watched.path} is not followed: ${apiMessage(error)}`);
  }
}
