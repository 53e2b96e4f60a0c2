import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Runs a program and returns its duration in milliseconds. If it fails, throws an error with its output. */
export async function timedProgram(
  program: string,
  args: string[],
  env: Record<string, string>,
): Promise<number> {
  const start = performance.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // The measurement ends at the exit of the program: a process that it leaves in the background can hold the pipes
  // open.
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, 'exit')) as [number | null];
  const milliseconds = performance.now() - start;
  if (code === 0) return milliseconds;
  throw new Error(`${program} ${args[0]} exited with code ${code}:\n${(await printed).join('\n')}`);
}
