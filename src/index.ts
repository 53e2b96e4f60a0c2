#!/usr/bin/env node
import { basename } from 'node:path';

/*
 * Where every face begins. What it needs is loaded only then: a list of versions is there before the rest is read.
 */
const [, program = '', ...args] = process.argv;
const isPost = basename(program).startsWith('post.');
// A step of a workflow has no arguments; whoever types none in a shell is to see the help.
const isStep = isPost || (args.length === 0 && Boolean(process.env.GITHUB_ACTIONS));

async function face(): Promise<void> {
  if (args[0] === 'versions') return (await import('./bundle-versions.ts')).cli(args);
  const { cli, main, post } = await import('./bundle.ts');
  if (isPost) return post();
  return isStep ? main() : cli(args);
}

async function end(error?: Error): Promise<void> {
  if (error) (await import('./bundle.ts')).fail(error, isStep);
  // Idle connections, kept for the next call, would hold the step for seconds.
  process.stdout.write('', () => process.exit());
}

process.on('uncaughtException', end);
face().then(() => end(), end);
