import { apiMessage } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { type SweepOptions, sweep } from './sweep.ts';

/** The time limit, in milliseconds. The cluster that is being created at the same time does not wait for the sweep. */
const TIME_LIMIT = 60_000;

/**
 * Sweeps in the background: neither delays other work nor makes it fail. Logs one line with what it removed. All other
 * messages go to the debug log.
 */
export function sweepInBackground(
  runtime: Pick<Runtime, 'hostCluster' | 'log' | 'signal'>,
  options: Pick<SweepOptions, 'namespaces'> = {},
): void {
  const signal = AbortSignal.any([runtime.signal, AbortSignal.timeout(TIME_LIMIT)]);
  sweep(runtime, { ...options, signal }).then(
    ({ objects, notes }) => {
      for (const note of notes) runtime.log.debug(`sweep: ${note}`);
      const gone = objects.filter(({ state }) => state === 'deleted');
      if (gone.length === 0) return;
      const what = gone.map(({ kind, name }) => `${kind} ${name}`).join(', ');
      runtime.log.info(`removed leftovers of earlier jobs: ${what}`);
    },
    (error) => runtime.log.debug(`sweep: ${apiMessage(error)}`),
  );
}
