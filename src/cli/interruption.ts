import { constants } from 'node:os';
import { Cancellation } from '../machine/cancellation.ts';
import type { ExitCode } from './exit-code.ts';

/** We were asked to end, and did; the cause is the error that this gave. */
export class Interruption extends Error {
  override name = 'Interruption';
  /** 128 + n for signal n, as of a shell. */
  readonly exitCode: ExitCode;

  constructor(signal: NodeJS.Signals, cause: unknown) {
    super(`${signal} was received`, { cause });
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Does `work` with a signal that aborts when we are asked to end; what fails after that is an `Interruption`. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  using cancellation = new Cancellation();
  try {
    return await work(cancellation.signal);
  } catch (error) {
    throw cancellation.received ? new Interruption(cancellation.received, error) : error;
  }
}
