import { basename } from 'node:path';
import * as core from '@actions/core';
import { main } from './action/main.ts';
import { post } from './action/post.ts';
import { inTwo } from './core/errors.ts';

/** The annotation has one line; what there is to say besides stands below it in the log. */
function fail(error: Error): void {
  const { summary, details } = inTwo(error);
  core.setFailed(summary);
  if (details) core.info(details);
  if (error.stack) core.debug(error.stack);
}

function end(error?: Error): void {
  if (error) fail(error);
  // Idle connections, kept for the next call, would hold the step for seconds.
  process.stdout.write('', () => process.exit());
}

process.on('uncaughtException', end);
const isPost = basename(process.argv[1] ?? '').startsWith('post.');
const work = isPost ? post() : main();
work.then(() => end(), end);
