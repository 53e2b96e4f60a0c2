import { apiMessage } from '../kube/clients.ts';
import type { Host } from '../runtime.ts';
import { type SweepOptions, sweep } from './sweep.ts';

/** In milliseconds. Whoever made a cluster meanwhile does not wait for this. */
const BOUND = 60_000;

/**
 * Sweeps while something else is done, which it neither delays nor fails: says in one line what it removed, and keeps
 * all else for the debug log.
 */
export function sweepBeside(
  host: Pick<Host, 'kubeConfig' | 'log' | 'signal'>,
  options: Pick<SweepOptions, 'namespaces'> = {},
): void {
  const signal = AbortSignal.any([host.signal, AbortSignal.timeout(BOUND)]);
  sweep(host, { ...options, signal }).then(
    ({ objects, notes }) => {
      for (const note of notes) host.log.debug(`sweep: ${note}`);
      const gone = objects.filter(({ state }) => state === 'deleted');
      if (gone.length === 0) return;
      const what = gone.map(({ kind, name }) => `${kind} ${name}`).join(', ');
      host.log.info(`swept up what jobs before this one left: ${what}`);
    },
    (error) => host.log.debug(`sweep: ${apiMessage(error)}`),
  );
}
