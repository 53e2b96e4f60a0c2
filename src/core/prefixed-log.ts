import type { Log } from './runtime.ts';

/** Returns a log for one of several parallel tasks: each line starts with `name`, and group titles become lines. */
export const prefixedLog = (log: Log, name: string): Log => ({
  group: (title, work) => {
    log.info(`${name}: ${title}`);
    return work();
  },
  info: (message) => log.info(`${name}: ${message}`),
  warning: (message) => log.warning(`${name}: ${message}`),
  error: (message) => log.error(`${name}: ${message}`),
  debug: (message) => log.debug(`${name}: ${message}`),
  mask: log.mask,
});
