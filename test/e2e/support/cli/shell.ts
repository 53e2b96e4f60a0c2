import { type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { newFolder } from '../../../support/folder.ts';
import type { E2eHost } from '../host/e2e-host.ts';

export interface ShellResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A user who runs the command line, with a separate home. */
export interface Shell extends AsyncDisposable {
  /** The home folder of the user, empty at first. */
  home: string;
  /** Environment variables of the programs that it starts. */
  env: Record<string, string>;
  /** The built command line, as words for a shell. */
  cli: string;
  /** Starts the built command line with `env` as its whole environment. */
  start(...args: string[]): ReturnType<typeof spawn>;
  /** Runs the built command line until it exits. */
  run(...args: string[]): Promise<ShellResult>;
  /** Runs a script of bash with `pipefail`, in which `$cli` is that command line. */
  script(text: string, env?: Record<string, string>): Promise<ShellResult>;
}

export async function openShell({ user }: Pick<E2eHost, 'user'>): Promise<Shell> {
  const folder = await newFolder();
  const { tools, kubeconfig } = user;
  const env = {
    HOME: folder.path,
    PATH: `${tools.bin}:${process.env.PATH}`,
    KUBECONFIG: kubeconfig,
  };
  const cli = `${tools.node} ${resolve('dist/index.js')}`;
  const start: Shell['start'] = (...args) =>
    spawn(tools.node, ['dist/index.js', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return {
    home: folder.path,
    env,
    cli,
    start,
    run: (...args) => resultOf(start(...args)),
    script: (script, more) => {
      const args = ['-o', 'pipefail', '-c', script];
      const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
      return resultOf(spawn('bash', args, { env: { ...env, cli, ...more }, stdio }));
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function resultOf(child: ReturnType<typeof spawn>): Promise<ShellResult> {
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr };
}
