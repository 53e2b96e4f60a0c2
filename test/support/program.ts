import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { RunProgram } from '../../src/core/runtime.ts';

/** Runs a program until it exits, and returns its output. */
export const runProgram: RunProgram = async (program, args, { env } = {}) => {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(env && { env: { ...process.env, ...env } }),
  });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { exitCode: exitCode ?? -1, stdout, stderr };
};
