import { constants } from 'node:os';
import { Cancellation } from '../machine/cancellation.ts';
import type { ExitCode } from './exit-code.ts';

/** A signal ended the work. `cause` is the error with which the work ended. */
export class Interruption extends Error {
  override name = 'Interruption';
  /** 128 + n for signal n, as in a shell. */
  readonly exitCode: ExitCode;

  constructor(signal: NodeJS.Signals, cause: unknown) {
    super(`${signal} was received`, { cause });
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Runs `work` with an abort signal that aborts when this process receives SIGINT, SIGTERM or SIGHUP. If `work` then
 * fails, throws an `Interruption`.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  using cancellation = new Cancellation();
  try {
    return await work(cancellation.signal);
  } catch (error) {
    throw cancellation.received ? new Interruption(cancellation.received, error) : error;
  }
}
