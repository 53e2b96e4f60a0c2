import { apiMessage } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { type SweepOptions, sweep } from './sweep.ts';

/** In milliseconds. Whoever made a cluster meanwhile does not wait for this. */
const BOUND = 60_000;

/**
 * Sweeps while something else is done, which it neither delays nor fails: says in one line what it removed, and keeps
 * all else for the debug log.
 */
export function sweepInBackground(
  runtime: Pick<Runtime, 'hostCluster' | 'log' | 'signal'>,
  options: Pick<SweepOptions, 'namespaces'> = {},
): void {
  const signal = AbortSignal.any([runtime.signal, AbortSignal.timeout(BOUND)]);
  sweep(runtime, { ...options, signal }).then(
    ({ objects, notes }) => {
      for (const note of notes) runtime.log.debug(`sweep: ${note}`);
      const gone = objects.filter(({ state }) => state === 'deleted');
      if (gone.length === 0) return;
      const what = gone.map(({ kind, name }) => `${kind} ${name}`).join(', ');
      runtime.log.info(`swept up what jobs before this one left: ${what}`);
    },
    (error) => runtime.log.debug(`sweep: ${apiMessage(error)}`),
  );
}
