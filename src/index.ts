#!/usr/bin/env node
import { basename } from 'node:path';
import * as core from '@actions/core';
import { inert } from './action/inert.ts';
import { main } from './action/main.ts';
import { post } from './action/post.ts';
import { runCli } from './cli/cli.ts';
import { inTwo } from './core/errors.ts';

/** The annotation has one line; what there is to say besides stands below it in the log. */
function annotate(error: Error): void {
  const { summary, details } = inTwo(error);
  core.setFailed(summary);
  if (details) core.info(inert(details));
  if (error.stack) core.debug(error.stack);
}

function fail(error: Error): void {
  process.exitCode = 1;
  if (isStep) annotate(error);
  else console.error(error);
}

function end(error?: Error): void {
  if (error) fail(error);
  // Idle connections, kept for the next call, would hold the step for seconds.
  process.stdout.write('', () => process.exit());
}

const [, program = '', ...args] = process.argv;

const isPost = basename(program).startsWith('post.');
// A step of a workflow has no arguments; whoever types none in a shell is to see the help.
const isStep = isPost || (args.length === 0 && Boolean(process.env.GITHUB_ACTIONS));

async function face(): Promise<void> {
  if (isStep) return isPost ? post() : main();
  process.exitCode = await runCli(args);
}

process.on('uncaughtException', end);
face().then(() => end(), end);
