import { ClusterError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { refusedPortForward } from '../tunnel/refusal.ts';
import { keeperFiles } from './config.ts';
import { type KeeperStatus, readStatus } from './status.ts';

/** How often the status is read, in milliseconds. */
const POLL = 500;

/** Rejects with a `ClusterError` if the keeper reports that its tunnel cannot work, or when `signal` aborts. */
export async function tunnelFailure(
  { workDir, clock }: Pick<Runtime, 'workDir' | 'clock'>,
  name: string,
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    await clock.sleep(POLL, signal);
    const status = readStatus(keeperFiles(workDir, name).status);
    const failure = status && failureIn(status, name);
    if (failure) throw failure;
  }
}

function failureIn({ refused, lost }: KeeperStatus, name: string): ClusterError | undefined {
  if (lost !== undefined) return new ClusterError(`Virtual cluster ${name}: ${lost}.`);
  return refused === undefined ? undefined : refusedPortForward(name, refused);
}
