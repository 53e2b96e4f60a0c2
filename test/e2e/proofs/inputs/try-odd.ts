import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import {
  newRunnerTemp,
  runAction,
  runPost,
  savedState,
} from '../../../action/support/run-action.ts';
import { newFolder } from '../../../support/folder.ts';
import { runProgram } from '../../../support/program.ts';
import type { E2eHost } from '../../support/host/e2e-host.ts';
import { uniqueName } from '../../support/host/host-view.ts';
import type { Given, OddInput } from './odd-input.ts';

/** What the inputs have in common. */
export type Common = Omit<Given, 'folder' | 'name'>;

/** Runs the built action and its post step with an odd input. Returns what is wrong; undefined if all is right. */
export async function faultOfOdd(
  host: E2eHost,
  common: Common,
  odd: OddInput,
): Promise<string | undefined> {
  await using folder = await newFolder();
  const given = { ...common, folder: folder.path, name: uniqueName('odd') };
  const { inputs, env, files = {}, deleted = [] } = await odd.step(given);
  for (const [name, text] of Object.entries(files)) await write(join(folder.path, name), text);
  const { chart, helm } = host.tools;
  const all = { name: given.name, chart, 'helm-path': helm, ...inputs };
  const existing = inputs?.namespace;
  const step = {
    cwd: folder.path,
    inputs: all,
    env: { RUNNER_TEMP: newRunnerTemp(), ...env },
  };
  const namespace = host.own(existing ?? `vcluster-${all.name}`);
  const main = await runAction(step, 'dist/index.js');
  const state = savedState(main.log);
  const fault = odd.refused
    ? await faultOfRefusal(odd.refused, main, () => host.view.cluster(all.name))
    : await faultOfCluster(host, main);
  for (const name of deleted) await rm(join(folder.path, name));
  const post = await runPost({ ...step, state }, 'dist/post.js');
  if (fault) return fault;
  if (post.code !== 0) return `post ended with ${post.code}: ${post.log}`;
  const left = await host.objectIdsIn(namespace);
  const expected = existing ? /^(ServiceAccount|Secret|Role|RoleBinding)\// : /^$/;
  const own = left.filter((id) => !expected.test(id));
  return own.length > 0 ? `left over: ${own.join(', ')}` : undefined;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

interface Outcome {
  code: number | null;
  log: string;
}

async function faultOfRefusal(
  refused: RegExp,
  { code, log }: Outcome,
  findCluster: () => Promise<object | undefined>,
): Promise<string | undefined> {
  const error = /^::error.*$/m.exec(log)?.[0] ?? '';
  if (code !== 1) return `the step ended with ${code}, and should be refused`;
  if (!refused.test(error)) return `the error does not match ${refused}: ${error}`;
  return (await findCluster()) && 'a cluster was created';
}

/** Uses the exported kubeconfig. Its path is absolute, for steps with another working directory. */
async function faultOfCluster(host: E2eHost, { code, log }: Outcome): Promise<string | undefined> {
  if (code !== 0) return `the step ended with ${code}: ${log}`;
  const path = /^::set-env name=KUBECONFIG::(.*)$/m.exec(log)?.[1] ?? '';
  if (!isAbsolute(path) || !existsSync(path)) return `KUBECONFIG is ${path}`;
  const args = ['--kubeconfig', path, 'get', 'namespaces'];
  const { exitCode, stderr } = await runProgram(host.tools.kubectl, args);
  return exitCode === 0 ? undefined : `kubectl: ${stderr}`;
}
