import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Runs a program to its end and gives its time in milliseconds; fails with what it printed. */
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
  // The exit is what counts: a process left behind may hold the pipes open.
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, 'exit')) as [number | null];
  const milliseconds = performance.now() - start;
  if (code === 0) return milliseconds;
  throw new Error(`${program} ${args[0]} ended with ${code}:\n${(await printed).join('\n')}`);
}
