import { formatSeconds } from '../../core/duration.ts';
import { printable } from '../../core/printable.ts';
import type { Report } from '../../workshop/progress.ts';
import type { CliLog } from '../log.ts';

const WIDTH = 24;

/** The progress of a workshop: a bar at the bottom of a terminal, and one log line for each finished seat. */
export interface Progress {
  report: Report;
  /** Returns the current text of the bar. */
  bar(): string;
}

/** Reports the progress of `total` seats. Calls `changed` with the bar after each event. */
export function progressOf(total: number, log: CliLog, changed: (bar: string) => void): Progress {
  let done = 0;
  let failed = 0;
  const making = new Set<string>();
  const bar = () => {
    const full = Math.round((WIDTH * (done + failed)) / total);
    const troubles = failed > 0 ? ` · ${failed} failed` : '';
    const names = [...making].join(', ');
    return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done}/${total}${troubles}${names && ` · ${names}`}`;
  };
  const count = () => `${done + failed}/${total}`;
  const report: Report = (event) => {
    const { cluster, attendee } = event.seat;
    const who = `${cluster} (${printable(attendee, 60)})`;
    if (event.state === 'making') making.add(cluster);
    if (event.state === 'retrying') log.warning(`${who} is retried once: ${event.reason}`);
    if (event.state === 'ready' || event.state === 'kept' || event.state === 'failed') {
      making.delete(cluster);
      if (event.state === 'failed') failed++;
      else done++;
    }
    if (event.state === 'ready')
      log.info(`${count()} ${who} is ready after ${formatSeconds(event.milliseconds)}`);
    if (event.state === 'kept')
      log.info(
        `${count()} ${who} was already ready${keptAs(event.kubernetesVersion, event.expiresAt)}`,
      );
    if (event.state === 'failed') log.error(`${count()} ${who} failed: ${event.reason}`);
    changed(bar());
  };
  return { report, bar };
}

/** An existing cluster keeps its version and expiry, even if the workshop file now contains others. */
const keptAs = (kubernetesVersion?: string, expiresAt?: Date): string =>
  kubernetesVersion && expiresAt
    ? `, with Kubernetes ${kubernetesVersion} until ${expiresAt.toISOString().replace(/\.\d+/, '')}`
    : '';
