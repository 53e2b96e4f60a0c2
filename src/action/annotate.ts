import * as core from '@actions/core';
import { inTwo } from '../core/errors.ts';
import { inert } from './inert.ts';

/** Fails the step. The annotation has one line; what there is to say besides stands below it in the log. */
export function annotate(error: Error): void {
  const { summary, details } = inTwo(error);
  core.setFailed(summary);
  if (details) core.info(inert(details));
  if (error.stack) core.debug(error.stack);
}
