import type { KubernetesObject } from '@kubernetes/client-node';
import type { Runtime } from '../runtime.ts';
import { apiMessage, isForbidden } from './clients.ts';
import { type Watched, watchUntil } from './watch.ts';

/**
 * Calls `update` with the existing objects, now and after each change, until `signal` aborts. Only for objects that are
 * not essential: if the user may not read them, this ends without an error.
 */
export async function follow<O extends KubernetesObject>(
  { clock, log }: Pick<Runtime, 'clock' | 'log'>,
  watched: Watched<O>,
  update: (objects: O[]) => void,
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
    await watchUntil<O, never>({ ...watched, list }, (all) => void update(all), clock, either);
  } catch (error) {
    if (!signal.aborted) log.debug(`${watched.path} is not watched: ${apiMessage(error)}`);
  }
}
