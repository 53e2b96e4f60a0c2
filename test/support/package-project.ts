import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from '../../scripts/pack.ts';
import { newFolder } from './folder.ts';
import { runProgram } from './program.ts';

/** An empty npm project with the package installed, as a user has it. */
export interface PackageProject extends AsyncDisposable {
  path: string;
  /** Runs a program in the project, without a home and a host cluster unless `env` sets them. */
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
  // The package has no dependencies, so no network is needed.
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

/** The TypeScript examples of a page; the key is the file name in the first line of each. */
export function examplesIn(page: string): Map<string, string> {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms);
  return new Map([...blocks].map(([, file = '', code = '']) => [file, code]));
}
