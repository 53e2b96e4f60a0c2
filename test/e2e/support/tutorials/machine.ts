import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { newFolder } from '../../../support/folder.ts';
import { runProgram } from '../../../support/program.ts';
import type { JobOptions } from '../action/job.ts';

/** The machine of a reader, in a clone of the repository that also has tests: `npm test`. */
export interface Machine extends AsyncDisposable {
  /** The working directory. */
  path: string;
  /** Runs a script of bash until it ends, and stops at the first command that fails, like a step of CI. */
  run(script: string, env: Record<string, string>): Promise<{ exitCode: number; output: string }>;
  /** The API servers that `npm test` was run against. */
  tested(): string[];
}

/** `npm test` of the reader: it notes the API server before it sends a request there. */
export const TESTS = `kubectl config view --minify --output 'jsonpath={.clusters[0].cluster.server}{"\\n"}' >> tested; kubectl get namespaces`;

export async function openMachine({ tools }: JobOptions['host']): Promise<Machine> {
  const folder = await newFolder();
  const { path } = folder;
  for (const part of ['deploy', 'tekton']) symlinkSync(resolve(part), join(path, part));
  writeFileSync(join(path, 'package.json'), JSON.stringify({ scripts: { test: TESTS } }));
  writeFileSync(join(path, 'tested'), '');
  const bin = join(path, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'ephemeral-vcluster'), program(tools), { mode: 0o755 });
  const common = {
    HOME: path,
    PATH: `${bin}:${tools.bin}:${process.env.PATH}`,
    CI_JOB_ID: 'tutorial',
    CHART: tools.chart,
    VERSIONS: tools.versions,
  };
  return {
    path,
    run: async (script, env) => {
      const variables = Object.entries({ ...common, ...env }).map(
        ([key, value]) => `${key}=${value}`,
      );
      const bash = ['bash', '-e', '-o', 'pipefail', '-c', script];
      const args = ['--ignore-environment', '--chdir', path, ...variables, ...bash];
      const { exitCode, stdout, stderr } = await runProgram('env', args);
      return { exitCode, output: `${stdout}${stderr}` };
    },
    tested: () => readFileSync(join(path, 'tested'), 'utf8').split('\n').filter(Boolean),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** The built command line. Only the download of the chart is replaced, and the table of versions: the test host has few images. */
const program = ({ node }: JobOptions['host']['tools']): string => `#!/bin/sh
case $1 in
create | run) verb=$1; shift; set -- "$verb" --chart "$CHART" --versions-file "$VERSIONS" "$@" ;;
esac
exec '${node}' '${resolve('dist/index.js')}' "$@"
`;
