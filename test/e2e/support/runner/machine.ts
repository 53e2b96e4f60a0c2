import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stateFolder } from '../../../../src/machine/state-folder.ts';
import { VCLUSTER_VARIABLE } from '../../../host/given-vcluster.ts';
import { newFolder } from '../../../support/folder.ts';
import { runProgram } from '../../../support/program.ts';

/** A machine of a job without any host cluster: a container engine, kind, and the environment of a step. */
export interface RunnerMachine extends AsyncDisposable {
  env: Record<string, string>;
  /** The names of all clusters of kind on the machine. */
  clusters(): string[];
  /** The names of the records of the tool. */
  records(): string[];
  /** Makes a cluster that is not ours, as somebody else would with kind. */
  foreign(name: string): void;
  /** Runs kind. */
  kind(...args: string[]): ReturnType<typeof runProgram>;
  /** Runs the built command line. */
  cli(...args: string[]): ReturnType<typeof runProgram>;
  /** Starts the built action as the runner does: its parent lives as long as the job, and both are one process group. */
  startStep(inputs: Record<string, string>): ChildProcess;
}

/** 8 GiB, as Docker reports it. */
const DOCKER = `#!/bin/sh\necho '{"MemTotal": 8589934592}'\n`;
const KIND = resolve('test/e2e/support/runner/kind.ts');

export async function openRunnerMachine(): Promise<RunnerMachine> {
  const folder = await newFolder();
  const at = (name: string) => join(folder.path, name);
  const [bin, hosts, home] = [at('bin'), at('hosts'), at('home')];
  for (const path of [bin, hosts, home]) mkdirSync(path);
  const script = `#!/bin/sh\nexec '${process.execPath}' --no-warnings '${KIND}' "$@"\n`;
  for (const [name, text] of Object.entries({ docker: DOCKER, kind: script }))
    writeFileSync(join(bin, name), text, { mode: 0o755 });
  const vcluster = process.env[VCLUSTER_VARIABLE];
  const env = {
    ...{ PATH: `${bin}:${process.env.PATH}`, HOME: home },
    ...{ BUILT_HOSTS: hosts, PATH_OF_HOSTS: process.env.PATH ?? '' },
    ...(vcluster && { [VCLUSTER_VARIABLE]: vcluster }),
    // Where the images and programs of built hosts are.
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME || join(process.env.HOME ?? '', '.cache'),
    ...{ RUNNER_TEMP: at('temp'), GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '1', GITHUB_JOB: 'e2e' },
  };
  const own = (program: string, args: readonly string[]) => runProgram(program, [...args], { env });
  const machine: RunnerMachine = {
    env,
    clusters: () => readdirSync(hosts),
    records: () => namesIn(join(stateFolder(env), '.hosts')),
    foreign(name) {
      mkdirSync(join(hosts, name));
      writeFileSync(join(hosts, name, 'kubeconfig'), 'of somebody else');
    },
    kind: (...args) => own(join(bin, 'kind'), args),
    cli: (...args) => own(process.execPath, ['dist/index.js', ...args]),
    startStep: (inputs) =>
      // dash would drop variables such as INPUT_HELM-PATH.
      spawn('bash', ['-c', '"$@"; exit $?', 'bash', process.execPath, 'dist/index.js'], {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...env, GITHUB_ACTIONS: 'true', ...asInputs(inputs) },
      }),
    async [Symbol.asyncDispose]() {
      for (const name of machine.clusters())
        await machine.kind('delete', 'cluster', '--name', name);
      await folder[Symbol.asyncDispose]();
    },
  };
  return machine;
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

const asInputs = (inputs: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
