import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import { sweepHosts } from '../../../src/runner-host/hold.ts';
import { keepingOf, newRunnerHost } from '../../../src/runner-host/runner-host.ts';
import { runAction, runPost, savedState } from '../../action/support/run-action.ts';
import type { Tools } from '../../host/build/tools.ts';
import { upHost } from '../../host/host.ts';
import { recordingLog } from '../../support/log.ts';
import { runProgram } from '../../support/program.ts';
import { figures } from '../support/figures.ts';
import { openRunnerMachine, type RunnerMachine } from '../support/runner/machine.ts';

/*
 * A job without a host cluster and without a secret: a host cluster on the machine of the job. There is no container engine here, so
 * that `kind` makes built hosts; everything else is the built action with its default inputs.
 */
jest.setTimeout(3_600_000);

let tools: Tools;
let inputs: Record<string, string>;

beforeAll(async () => {
  // Also builds all programs and images.
  tools = (await upHost({})).tools;
  inputs = { chart: tools.chart, 'helm-path': tools.helm, 'versions-file': tools.versions };
});

const flags = (): string[] => Object.entries(inputs).map(([name, value]) => `--${name}=${value}`);

test('two steps of a job share a host cluster, which the last post deletes', async () => {
  await using machine = await openRunnerMachine();
  const step = { inputs, env: machine.env };
  const first = await runAction(step, 'dist/index.js');
  expect(first).toMatchObject({ code: 0, log: expect.stringContaining('No host cluster found') });
  const [name = ''] = machine.clusters();
  expect(name).toMatch(/^ephemeral-vcluster-[0-9a-f]{8}$/);
  // As in a workflow for the host cluster of a team, in a pull request from a fork.
  const named = { ...step, inputs: { ...inputs, namespace: 'ci-1, ci-2' } };
  const second = await runAction(named, 'dist/index.js');
  expect(second).toMatchObject({ code: 0, log: expect.stringContaining('ci-1') });
  expect(machine.clusters()).toEqual([name]);
  const kubeconfigs = [first, second].map(({ log }) => outputIn(log, 'kubeconfig'));
  for (const kubeconfig of kubeconfigs) {
    const args = ['--kubeconfig', kubeconfig, 'create', 'namespace', 'mine', '--output=name'];
    expect(await runProgram(tools.kubectl, args)).toMatchObject({ exitCode: 0 });
  }
  const one = await post(machine, second.log);
  expect(one.log).toContain(`host cluster ${name} stays`);
  expect(machine.clusters()).toEqual([name]);
  const other = await post(machine, first.log);
  expect(other.log).toContain(`host cluster ${name} is deleted`);
  expect([one.code, other.code]).toEqual([0, 0]);
  expect([...machine.clusters(), ...machine.records()]).toEqual([]);
});

test('the command line makes, finds and deletes a host cluster on the machine', async () => {
  await using machine = await openRunnerMachine();
  const created = await machine.cli('create', '--name=one', '--output=name', ...flags());
  expect(created).toMatchObject({ exitCode: 0, stdout: 'one\n' });
  const ran = await machine.cli('run', ...flags(), '--', tools.kubectl, 'get', 'namespaces');
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('kube-system') });
  expect(machine.clusters()).toHaveLength(1);
  expect((await machine.cli('list')).stdout).toMatch(/^one /m);
  const deleted = await machine.cli('delete', 'one');
  expect(deleted).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('deleted') });
  expect([...machine.clusters(), ...machine.records()]).toEqual([]);
});

test('a cluster of the same name that is not ours is refused and not changed', async () => {
  await using machine = await openRunnerMachine();
  const { name } = newRunnerHost(machine.env);
  machine.foreign(name);
  const { exitCode, stderr } = await machine.cli('create', '--host=runner', ...flags());
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(new RegExp(`A cluster ${name} is on this machine.*was not changed`));
  expect(machine.clusters()).toEqual([name]);
});

/** Lines of the step's log at which the runner is killed, from the search for kind to the usable cluster. */
const MOMENTS = [
  'Make a host cluster',
  'Using kind',
  'Ensuring node image',
  'Preparing nodes',
  'built: chosen',
  '• Ready',
  'host cluster https',
  '::group::Plan',
  'Take the lease',
  'Install the chart',
  'Wait for the control plane',
  '::group::Connect',
  'is usable after',
];

test('whenever the runner is killed, the next sweep on the machine deletes its host cluster, and only that', async () => {
  await using machine = await openRunnerMachine();
  machine.foreign('kind');
  const missed: string[] = [];
  for (const moment of MOMENTS) {
    const step = machine.startStep(inputs);
    if (!(await killAt(step, moment))) missed.push(moment);
    const swept = await machine.cli('sweep');
    // Without a host cluster that answers, there is nothing else to sweep.
    expect([0, 1, 2]).toContain(swept.exitCode);
    expect(machine.clusters()).toEqual(['kind']);
  }
  expect(missed).toEqual([]);
  await sweepLater(machine);
  expect(machine.records()).toEqual([]);
  figures(
    'runner-cluster',
    '2 steps shared 1 host cluster',
    `runner killed at ${MOMENTS.length} moments`,
    `${machine.clusters().length - 1} host clusters left, 1 of others untouched`,
  );
});

/** Kills the runner and its step when the log contains `text`. Returns whether it did before the step ended. */
async function killAt(step: ChildProcess, text: string): Promise<boolean> {
  let killed = false;
  const end = once(step, 'exit');
  for (const stream of [step.stdout, step.stderr]) {
    if (!stream) continue;
    createInterface(stream).on('line', (line) => {
      if (killed || !line.includes(text)) return;
      killed = true;
      process.kill(-(step.pid ?? 0), 'SIGKILL');
    });
  }
  await end;
  return killed;
}

/** Sweeps when nothing that a killed step has started can make a cluster any more. */
async function sweepLater({ env }: RunnerMachine): Promise<void> {
  const { signal } = new AbortController();
  const keeping = keepingOf({ env, log: recordingLog(), signal });
  const clock = { ...systemClock, now: () => Date.now() + 3_600_000 };
  await sweepHosts({ ...keeping, clock });
}

const post = ({ env }: RunnerMachine, log: string) =>
  runPost({ inputs, env, state: savedState(log) }, 'dist/post.js');

const outputIn = (log: string, name: string): string =>
  new RegExp(`^::set-output name=${name}::(.*)$`, 'm').exec(log)?.[1] ?? '';
