import { basename } from 'node:path';
import * as core from '@actions/core';
import { main } from './action/main.ts';
import { post } from './action/post.ts';

function end(error?: Error): void {
  if (error) core.setFailed(error.message);
  if (error?.stack) core.debug(error.stack);
  // Idle connections, kept for the next call, would hold the step for seconds.
  process.stdout.write('', () => process.exit());
}

process.on('uncaughtException', end);
const isPost = basename(process.argv[1] ?? '').startsWith('post.');
const work = isPost ? post() : main();
work.then(() => end(), end);
