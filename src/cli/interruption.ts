import { constants } from 'node:os';
import { type ExitCode, ExitError } from './exit-code.ts';

/** Those by which a terminal, a CI and a user end a program. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** In milliseconds. Some callers kill five seconds after they asked. */
const PATIENCE = 4_500;

/** Somebody ended us by a signal. */
export class Interrupted extends ExitError {
  override name = 'Interrupted';

  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`, signalExitCode(signal));
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
