import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { newFolder } from '../../../support/folder.ts';
import type { E2eHost } from '../host/e2e-host.ts';

/** A user who runs the command line, with a separate home. */
export interface Shell extends AsyncDisposable {
  /** The home folder of the user, empty at first. */
  home: string;
  /** Environment variables of the programs that it starts. */
  env: Record<string, string>;
  /** Starts the built command line with `env` as its whole environment. */
  start(...args: string[]): ReturnType<typeof spawn>;
  /** Runs the built command line until it exits. */
  run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

export async function openShell({ user }: Pick<E2eHost, 'user'>): Promise<Shell> {
  const folder = await newFolder();
  const { tools, kubeconfig } = user;
  const env = {
    HOME: folder.path,
    PATH: `${tools.bin}:${process.env.PATH}`,
    KUBECONFIG: kubeconfig,
  };
  const start: Shell['start'] = (...args) =>
    spawn(tools.node, ['dist/index.js', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return {
    home: folder.path,
    env,
    start,
    run: async (...args) => {
      const child = start(...args);
      const [stdout, stderr, [code]] = await Promise.all([
        child.stdout ? text(child.stdout) : '',
        child.stderr ? text(child.stderr) : '',
        once(child, 'exit'),
      ]);
      return { code, stdout, stderr };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
