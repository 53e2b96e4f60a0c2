import type { Log } from './runtime.ts';

/** The story of one of several that are told at once: every line says whose it is, and headings are lines. */
export const prefixedLog = (log: Log, name: string): Log => ({
  group: (title, work) => {
    log.info(`${name}: ${title}`);
    return work();
  },
  info: (message) => log.info(`${name}: ${message}`),
  warning: (message) => log.warning(`${name}: ${message}`),
  debug: (message) => log.debug(`${name}: ${message}`),
  mask: log.mask,
});
