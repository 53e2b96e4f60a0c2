import * as core from '@actions/core';
import { main } from './action/main.ts';
import { post } from './action/post.ts';
import { isPost } from './action/state.ts';

function end(error?: Error): void {
  if (error) core.setFailed(error.message);
  if (error?.stack) core.debug(error.stack);
  // Idle connections, kept for the next call, would hold the step for seconds.
  process.stdout.write('', () => process.exit());
}

process.on('uncaughtException', end);
const work = isPost(core) ? post() : main();
work.then(() => end(), end);
