import * as core from '@actions/core';
import type { Log } from '../core/runtime.ts';
import { inert } from './inert.ts';

/** The story as groups of the workflow log. */
export const workflowLog: Log = {
  group: (title, work) => core.group(title, work),
  info: (message) => core.info(inert(message)),
  // These are commands themselves, whose text @actions/core escapes.
  warning: core.warning,
  debug: core.debug,
  mask: core.setSecret,
};
