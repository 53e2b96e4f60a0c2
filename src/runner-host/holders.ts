import { identify, isRunning } from '../machine/process-identity.ts';
import type { Holder } from './records.ts';

/** How long a host cluster stays after the hard limit of its clusters, in milliseconds: until their deletion is verified. */
const MARGIN = 10 * 60_000;

/** Returns a holder for clusters that live at most `ttl` milliseconds. With `pid`, it ends with that process. */
export const newHolder = (id: string, ttl: number, now: number, pid?: number): Holder => ({
  id,
  ...(pid !== undefined && { process: identify(pid) }),
  until: now + ttl + MARGIN,
});

/** Whether somebody still needs the host cluster. */
export function isHeld(holders: readonly Holder[], now: number): boolean {
  return holders.some(({ process, until }) => now < until && (!process || isRunning(process)));
}
