import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockRoot } from './paths.ts';

/**
 * Runs `work` while this process holds the lock of that name.
 *
 * A child process holds a file lock of the kernel as long as its stdin is open. The lock is released however this process
 * ends, even with SIGKILL, so no lock is ever stale.
 */
export async function withLock<T>(
  name: string,
  work: () => Promise<T>,
  onWait: () => void = () => {},
): Promise<T> {
  await mkdir(lockRoot(), { recursive: true });
  const holder = spawn('flock', [join(lockRoot(), name), 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true, // Ctrl-C in a terminal must not release the lock before this process has ended.
  });
  const waiting = setTimeout(onWait, 500);
  try {
    await Promise.race([once(holder.stdout, 'data'), refusal(holder, name)]);
  } finally {
    clearTimeout(waiting);
  }
  try {
    return await work();
  } finally {
    holder.stdin.end();
  }
}

async function refusal(holder: ReturnType<typeof spawn>, name: string): Promise<never> {
  const [code] = await once(holder, 'exit'); // Rejects if flock cannot be started.
  throw new Error(`lock '${name}': flock ended with ${code}`);
}
