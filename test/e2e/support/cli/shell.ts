import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { newFolder } from '../../../support/folder.ts';
import type { E2eHost } from '../host/e2e-host.ts';

/** A user with the command line. */
export interface Shell extends AsyncDisposable {
  /** The user's own folder, empty at first. */
  home: string;
  /** Variables of the programs that it starts. */
  env: Record<string, string>;
  /** Starts the command line as built, in an environment of its own. */
  start(...args: string[]): ReturnType<typeof spawn>;
  /** Runs it to its end. */
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
