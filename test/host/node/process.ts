import { spawn } from 'node:child_process';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { entrances } from './cgroup.ts';
import type { Layout } from './layout.ts';

/** A program of the node, with its arguments. */
export interface Program {
  name: string;
  command: string;
  args: string[];
}

export interface Started {
  /** Rejects when the program ends. Never resolves, because a program of the node does not end by itself. */
  ended: Promise<never>;
}

// The shell joins the cgroups named before `--`, and then executes the program after it.
const ENTER = 'while [ "$1" != -- ]; do echo $$ > "$1"; shift; done; shift; exec "$@"';

/** Starts a program that outlives this process, in the cgroups and the network namespace of the host. */
export async function start(layout: Layout, program: Program): Promise<Started> {
  await mkdir(layout.logs, { recursive: true });
  const logFile = join(layout.logs, `${program.name}.log`);
  const log = await open(logFile, 'w');
  const inNetwork = ['nsenter', `--net=${layout.netnsPath}`, program.command, ...program.args];
  const groups = await entrances(layout);
  const child = spawn('sh', ['-c', ENTER, 'sh', ...groups, '--', ...inNetwork], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    // The program outlives the temporary folder of a test run, and containerd writes a file there for each `kubectl exec`.
    env: { ...process.env, TMPDIR: layout.run },
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      endOf(logFile).then((end) =>
        reject(new Error(`${program.name} ended with ${signal ?? code}; ${logFile}:\n${end}`)),
      ),
    );
  });
  ended.catch(() => {}); // Only the start of the node awaits this.
  child.unref();
  await log.close();
  if (child.pid) await writeFile(recordOf(layout, program.name), await identify(child.pid));
  return { ended };
}

const recordOf = (layout: Layout, name: string): string => join(layout.run, `${name}.pid`);

const endOf = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-8).join('\n');

/** Id and start time identify a process, because ids are reused. */
async function identify(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const afterCommand = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `${pid} ${afterCommand[19]}\n`;
}

/** Sends SIGTERM to a program, and waits until it has ended. */
export async function stop(layout: Layout, name: string): Promise<void> {
  while (await isRunning(layout, name)) {
    process.kill(Number.parseInt(await readFile(recordOf(layout, name), 'utf8'), 10), 'SIGTERM');
    await sleep(100);
  }
}

export async function isRunning(layout: Layout, name: string): Promise<boolean> {
  try {
    const record = await readFile(recordOf(layout, name), 'utf8');
    return (await identify(Number.parseInt(record, 10))) === record;
  } catch {
    return false;
  }
}
