import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Host } from '../../host/host.ts';
import { type Folder, newFolder } from '../../support/folder.ts';
import { killTracked, TRACKING_ID, trackedProcesses } from './tracked.ts';

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
  /** How long it took to end after the signal, in milliseconds. */
  endedAfter?: number;
}

/** A person at a shell with the CLI, with a home of their own. All their processes end with the test. */
export interface Shell extends AsyncDisposable {
  /** Where the CLI remembers clusters. */
  stateDir: string;
  cli(...args: string[]): Promise<CliResult>;
  /** The same, which gets `signal` as soon as it says `sign`. */
  cliUntil(sign: string, signal: NodeJS.Signals, ...args: string[]): Promise<CliResult>;
  /** Those that the CLI left running. */
  processes(): number[];
}

export async function openShell({
  kubeconfig,
  tools,
}: Pick<Host, 'kubeconfig' | 'tools'>): Promise<Shell> {
  const home: Folder = await newFolder();
  const id = randomUUID();
  const start = (args: string[]) =>
    spawn(process.execPath, ['--no-warnings', 'src/index.ts', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${tools.bin}:/usr/bin:/bin`,
        HOME: home.path,
        KUBECONFIG: kubeconfig,
        [TRACKING_ID]: id,
      },
    });
  return {
    stateDir: join(home.path, '.local/state/ephemeral-vcluster'),
    cli: (...args) => ended(start(args)),
    async cliUntil(sign, signal, ...args) {
      const child = start(args);
      const signalled = said(child, sign).then(() => {
        child.kill(signal);
        return Date.now();
      });
      const result = await ended(child);
      return { ...result, endedAfter: Date.now() - (await signalled) };
    },
    processes: () => trackedProcesses(id),
    async [Symbol.asyncDispose]() {
      killTracked(id);
      await home[Symbol.asyncDispose]();
    },
  };
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

async function ended(child: Child): Promise<CliResult> {
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, stdout, stderr };
}

/** Until one of its streams has said `sign`; rejects where it ends without. */
async function said(child: Child, sign: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let heard = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      heard += chunk;
      if (heard.includes(sign)) resolve();
    });
  }
  child.once('close', () => reject(new Error(`it ended without "${sign}": ${heard}`)));
  return promise;
}
