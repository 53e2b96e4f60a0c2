import { formatSeconds } from '../../core/duration.ts';
import { printable } from '../../core/printable.ts';
import type { Report } from '../../workshop/progress.ts';
import type { CliLog } from '../log.ts';

const WIDTH = 24;

/** How far a workshop is: a bar at the foot of a terminal, and a line for each seat everywhere. */
export interface Progress {
  report: Report;
  /** What the bar shows now. */
  bar(): string;
}

/** `changed` is called after each event. */
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
    if (event.state === 'retrying') log.warning(`${who} is tried once more: ${event.reason}`);
    if (event.state === 'ready' || event.state === 'kept' || event.state === 'failed') {
      making.delete(cluster);
      if (event.state === 'failed') failed++;
      else done++;
    }
    if (event.state === 'ready')
      log.info(`${count()} ${who} is ready after ${formatSeconds(event.milliseconds)}`);
    if (event.state === 'kept')
      log.info(
        `${count()} ${who} was ready before${keptAs(event.kubernetesVersion, event.expiresAt)}`,
      );
    if (event.state === 'failed') log.error(`${count()} ${who} failed: ${event.reason}`);
    changed(bar());
  };
  return { report, bar };
}

/** What it keeps, whatever is wanted now. */
const keptAs = (kubernetesVersion?: string, expiresAt?: Date): string =>
  kubernetesVersion && expiresAt
    ? `, and keeps Kubernetes ${kubernetesVersion} until ${expiresAt.toISOString().replace(/\.\d+/, '')}`
    : '';
