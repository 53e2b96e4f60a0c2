import { constants } from 'node:os';
import type { ExitCode } from './exit-code.ts';

export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Of milliseconds that are left after a signal, so that it is over within the five seconds that many callers give. */
const PATIENCE = 4_500;

/** Somebody ended us by a signal. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  readonly exitCode: ExitCode;

  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.exitCode = signalExitCode(signal);
  }
}

/** As shells have it. */
export const signalExitCode = (signal: NodeJS.Signals): ExitCode => 128 + constants.signals[signal];

/** While it is not disposed, a signal does not end the process at once, but aborts `signal` with an `Interrupted`. */
export interface Interruption extends Disposable {
  signal: AbortSignal;
}

export function awaitInterruption(): Interruption {
  const controller = new AbortController();
  let last: NodeJS.Timeout | undefined;
  const interrupt = (name: NodeJS.Signals) => {
    const reason = new Interrupted(name);
    controller.abort(reason);
    last ??= setTimeout(() => process.exit(reason.exitCode), PATIENCE).unref();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of SIGNALS) process.off(name, interrupt);
      clearTimeout(last);
    },
  };
}
