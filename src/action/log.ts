import * as core from '@actions/core';
import { errorParts } from '../core/errors.ts';
import type { Log } from '../core/runtime.ts';

/** The log of the workflow, with its groups. */
export const workflowLog: Log = {
  group: (title, work) => core.group(title, work),
  info: (message) => core.info(inert(message)),
  // These are workflow commands themselves; @actions/core escapes their text.
  warning: core.warning,
  error: core.error,
  debug: core.debug,
  mask: core.setSecret,
};

/** Fails the step. The annotation has only one line; details follow in the log. */
export function annotate(error: Error): void {
  const { summary, details } = errorParts(error);
  core.setFailed(summary);
  if (details) core.info(inert(details));
  if (error.stack) core.debug(error.stack);
}

/**
 * Changes the lines that the runner would interpret as workflow commands: the runner looks for `::name::` after any
 * blanks, and for `##[name]` anywhere. Output of a cluster or a program, and inputs of a workflow, can contain both.
 */
export const inert = (text: string): string =>
  text.replace(/^(?=\s*::)/gm, '|').replaceAll('##[', '# #[');
