import type { Log } from '../core/runtime.ts';

/** Takes the story of a creation: `console`, or the log of many a library. What it has no method for is not said. */
export interface Logger {
  debug?(message: string): void;
  info?(message: string): void;
  warn?(message: string): void;
}

/** Silent but for warnings, which Node prints once each on stderr, or gives to those who listen. */
const QUIET: Logger = {
  warn: (message) => process.emitWarning(message, 'EphemeralVclusterWarning'),
};

/** The story, with secrets replaced, told to `logger`. */
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
    debug: (message) => logger.debug?.(masked(message)),
    mask: (value) => void secrets.add(value),
  };
}
