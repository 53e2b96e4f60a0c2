import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from '../../scripts/pack.ts';
import { newFolder } from './folder.ts';
import { runProgram } from './program.ts';

/** An empty project of somebody else, in which the package is installed as npm would give it. */
export interface PackageProject extends AsyncDisposable {
  path: string;
  /** Runs a program in it as somebody without a home or a host cluster, unless `env` says otherwise. */
  run(
    program: string,
    args: readonly string[],
    env?: Record<string, string>,
  ): ReturnType<typeof runProgram>;
  write(file: string, text: string): void;
}

export async function newPackageProject(): Promise<PackageProject> {
  const folder = await newFolder();
  const { path } = folder;
  const write = (file: string, text: string) => writeFileSync(join(path, file), text);
  write('package.json', '{ "private": true, "type": "module" }');
  // Without the network: the package has no dependencies.
  const npm = ['install', '--offline', '--no-audit', '--no-fund', pack(path)];
  execFileSync('npm', npm, { cwd: path, stdio: 'pipe' });
  return {
    path,
    write,
    run: (program, args, env = {}) =>
      runProgram('env', ['--chdir', path, program, ...args], {
        env: { HOME: path, KUBECONFIG: '', NODE_OPTIONS: '', ...env },
      }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** The examples of a page, by the name of the file that each begins with. */
export function examplesIn(page: string): Map<string, string> {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms);
  return new Map([...blocks].map(([, file = '', code = '']) => [file, code]));
}
