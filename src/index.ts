import * as core from '@actions/core';
import { main } from './action/main.ts';
import { post } from './action/post.ts';
import { isPost } from './action/state.ts';
import { inTwo } from './core/errors.ts';
import { runKeeper } from './core/keeper.ts';

const [, , face, keeperConfig = ''] = process.argv;

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
const work = face === 'keeper' ? runKeeper(keeperConfig) : isPost(core) ? post() : main();
work.then(() => end(), end);
