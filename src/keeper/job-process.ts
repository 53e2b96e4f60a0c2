import type { Clock } from '../core/runtime.ts';
import { identify, isRunning } from '../machine/process-identity.ts';

const CHECK = 1_000;

/** Resolves when the process `pid` has exited; never if `pid` is undefined. */
export async function endOfProcess(pid: number | undefined, clock: Clock): Promise<void> {
  if (pid === undefined) return new Promise(() => {});
  const job = identify(pid);
  while (isRunning(job)) await clock.sleep(CHECK);
}
