#!/usr/bin/env node
import { basename } from 'node:path';

/*
 * The entry point of the action and the CLI. It loads only the bundle that it needs, so that `versions` starts fast.
 */
const [, program = '', ...args] = process.argv;
const isPost = basename(program).startsWith('post.');
// A step of a workflow has no arguments. In a shell, a call without arguments prints the help.
const isStep = isPost || (args.length === 0 && Boolean(process.env.GITHUB_ACTIONS));

async function face(): Promise<void> {
  if (args[0] === 'versions') return (await import('./bundle-versions.ts')).cli(args);
  const { cli, main, post } = await import('./bundle.ts');
  if (isPost) return post();
  return isStep ? main() : cli(args);
}

async function end(error?: Error): Promise<void> {
  if (error) (await import('./bundle.ts')).fail(error, isStep);
  // Idle keep-alive connections would otherwise delay the exit by seconds.
  process.stdout.write('', () => process.exit());
}

process.on('uncaughtException', end);
face().then(() => end(), end);
