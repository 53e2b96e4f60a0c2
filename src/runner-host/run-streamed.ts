import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { ProgramResult } from '../core/runtime.ts';
import { childEnvironment } from '../machine/child-environment.ts';

/** Runs a program without a shell, in a composed environment. Does not throw on a non-zero exit. */
export type RunStreamed = (
  program: string,
  args: readonly string[],
  options?: {
    /** Called with each line of stderr, where programs report their progress. */
    onLine?: (line: string) => void;
    /** Ends the program. */
    signal?: AbortSignal;
  },
) => Promise<ProgramResult>;

/** The exit code that a shell reports for a program that it cannot find. */
export const NOT_FOUND = 127;

export const runStreamed: RunStreamed = async (program, args, { onLine, signal } = {}) => {
  const child = spawn(program, args, {
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A signal of the terminal would reach it, too; it is ended by `signal`, and what it made is deleted.
    detached: true,
  });
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  const lines: string[] = [];
  createInterface(child.stderr).on('line', (line) => {
    lines.push(line);
    onLine?.(line);
  });
  try {
    const [stdout, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return { exitCode: exitCode ?? 1, stdout, stderr: lines.join('\n') };
  } catch (error) {
    return { exitCode: NOT_FOUND, stdout: '', stderr: (error as Error).message };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
};
