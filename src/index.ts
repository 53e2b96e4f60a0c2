#!/usr/bin/env node
import type { UploadArtifact } from './action/artifact.ts';
import nodeVersion from './node-version.cjs';

/*
 * The entry point of the action and the CLI. It loads only the bundle that it needs, so that `versions` starts fast. Node 12
 * must be able to parse this file: see node-version.cjs.
 */
const [, program = '', ...args] = process.argv;
const isPost = /[\\/]post\.[jt]s$/.test(program);
// A step of a workflow has no arguments. In a shell, a call without arguments prints the help.
const isStep = isPost || (args.length === 0 && Boolean(process.env.GITHUB_ACTIONS));

/** Loads the bundle with the client of artifacts only for an upload. */
const upload: UploadArtifact = async (...args) =>
  (await import('./artifact/index.ts')).uploadArtifact(...args);

async function face(): Promise<void> {
  if (args[0] === 'versions') return (await import('./bundle-versions.ts')).cli(args);
  const { cli, main, post } = await import('./bundle.ts');
  if (isPost) return post({ upload, env: process.env });
  return isStep ? main() : cli(args);
}

async function end(error?: Error): Promise<void> {
  if (error) await report(error);
  // Idle keep-alive connections would otherwise delay the exit by seconds.
  process.stdout.write('', () => process.exit());
}

async function report(error: Error): Promise<void> {
  process.exitCode = 1;
  try {
    (await import('./bundle.ts')).fail(error, isStep);
  } catch {
    // The bundle itself may be what is broken, for example by a full disk.
    print(error.stack || error.message);
  }
}

const print = (text: string): void => console.error(isStep ? `::error::${text}` : text);

const problem = nodeVersion.problemOf(process.versions.node, process.execPath);
if (problem) {
  print(problem);
  // For `eval`, which succeeds if these verbs print nothing.
  if (['create', 'connect'].includes(args[0] || '')) console.log('false');
  process.exitCode = 1;
} else {
  // A log that nobody reads must not end the work: the clean-up would be missing.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('uncaughtException', end);
  face().then(() => end(), end);
}
