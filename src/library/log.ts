import type { Log } from '../core/runtime.ts';

/** Receives log messages: `console`, or the logger of most logging libraries. Messages without a method are dropped. */
export interface Logger {
  debug?(message: string): void;
  info?(message: string): void;
  warn?(message: string): void;
  /** Default: `warn`. */
  error?(message: string): void;
}

/** Reports only warnings. Node prints them on stderr, or passes them to the listeners of `warning`. */
const QUIET: Logger = {
  warn: (message) => process.emitWarning(message, 'EphemeralVclusterWarning'),
};

/** Returns a log that writes to `logger` and replaces secrets in every message. */
export function logTo(logger: Logger = QUIET): Log {
  const secrets = new Set<string>();
  const masked = (message: string) =>
    [...secrets].reduce((text, secret) => text.replaceAll(secret, '***'), message);
  const info = (message: string) => logger.info?.(masked(message));
  return {
    group: (title, work) => {
      info(title);
      return work();
    },
    info,
    warning: (message) => logger.warn?.(masked(message)),
    error: (message) => (logger.error ?? logger.warn)?.call(logger, masked(message)),
    debug: (message) => logger.debug?.(masked(message)),
    mask: (value) => void secrets.add(value),
  };
}
