import * as core from '@actions/core';
import type { Log } from '../core/host.ts';

/** The story as groups of the workflow log. */
export const workflowLog: Log = {
  group: (title, work) => core.group(title, work),
  info: core.info,
  warning: core.warning,
  debug: core.debug,
  mask: core.setSecret,
};
