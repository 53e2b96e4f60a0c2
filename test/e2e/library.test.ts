import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { examplesIn, newPackageProject, type PackageProject } from '../support/package-project.ts';
import { uniqueName } from './support/host-view.ts';
import { openScene, type Scene } from './support/scene.ts';

jest.setTimeout(600_000);

const LEASE_SECONDS = 30;
const VITEST = 'vitest@5.1.1';

let scene: Scene;
let project: PackageProject;
beforeAll(async () => {
  scene = await openScene();
  project = await newPackageProject();
  mkdirSync(join(project.path, 'tmp'));
});
afterAll(async () => {
  await project?.[Symbol.asyncDispose]();
  await scene?.[Symbol.asyncDispose]();
});

/** What a test of somebody has in its environment; `name` is that of the cluster which it makes. */
const environment = (name: string) => ({
  HOME: project.path,
  TMPDIR: join(project.path, 'tmp'),
  PATH: `${scene.host.tools.bin}:${process.env.PATH}`,
  KUBECONFIG: scene.host.kubeconfig,
  NAME: name,
  CHART: scene.host.tools.chart,
});

/** An example of the page, with a chart that needs no network, a name by which we find the cluster, and a short lease. */
function example(file: string): string {
  const options = `name: process.env.NAME, chart: process.env.CHART, lease: '${LEASE_SECONDS}s', `;
  const code = examplesIn('docs/library.md').get(file) ?? '';
  expect(code).toContain('createCluster({ ');
  return code.replace('createCluster({ ', `createCluster({ ${options}`);
}

const ownName = () => {
  const name = uniqueName('library');
  scene.own(`vcluster-${name}`);
  return name;
};

/** Folders with credentials. */
const workFolders = () =>
  readdirSync(join(project.path, 'tmp')).filter((it) => it.startsWith('ephemeral-vcluster-'));

test('the example makes a cluster, uses it, leaves nothing, and ends when it has', async () => {
  const name = ownName();
  project.write('example.ts', example('example.ts'));
  const began = Date.now();
  const { exitCode, stdout, stderr } = await project.run(
    process.execPath,
    ['example.ts'],
    environment(name),
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^default +Active/m);
  expect(await scene.view.hasNamespace(`vcluster-${name}`)).toBe(false);
  expect(workFolders()).toEqual([]);
  console.log(`the example took ${((Date.now() - began) / 1_000).toFixed(1)} s`);
});

/** A program that makes a cluster, says so, and ends by `end` when it reads a line. */
const program = (end: string) => `
import { createCluster } from 'ephemeral-vcluster';
const cluster = await createCluster({
  kubernetesVersion: '1.34', name: process.env.NAME, chart: process.env.CHART, lease: '${LEASE_SECONDS}s',
});
console.log(JSON.stringify(cluster));
process.stdin.once('data', () => { ${end} });
`;

interface Told {
  namespace: string;
  keeperPid: number;
  kubeconfig: string;
}

const isAlive = async (pid: number): Promise<boolean> => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.each([
  ['is killed', "process.kill(process.pid, 'SIGKILL')", [null, 'SIGKILL']],
  ['is interrupted', "process.kill(process.pid, 'SIGINT')", [null, 'SIGINT']],
  ['exits', 'process.exit(3)', [3, null]],
])('a process that %s ends at once, its keeper and its files with it', async (_, end, expected) => {
  const name = ownName();
  project.write('held.ts', program(end));
  const env = { ...process.env, ...environment(name) };
  const child = spawn(process.execPath, ['held.ts'], { cwd: project.path, env });
  using _kill = { [Symbol.dispose]: () => void child.kill('SIGKILL') };
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await eventually(async () => said.includes('\n') || child.exitCode !== null, Boolean, 120);
  const { namespace, keeperPid, kubeconfig } = JSON.parse(said) as Told;
  expect(await isAlive(keeperPid)).toBe(true);
  expect(existsSync(kubeconfig)).toBe(true);

  child.stdin.write('now\n');
  expect(await once(child, 'exit')).toEqual(expected);
  const isGone = async () => !(await isAlive(keeperPid)) && workFolders().length === 0;
  expect(await eventually(isGone, Boolean, 10)).toBe(true);

  if (end.includes('SIGKILL')) {
    const endedAt = Date.now();
    const left = () => scene.everythingIn(namespace);
    expect(await left()).not.toEqual([]);
    expect(await eventually(left, (found) => found.length === 0, LEASE_SECONDS + 60)).toEqual([]);
    console.log(`gone ${((Date.now() - endedAt) / 1_000).toFixed(0)} s after the SIGKILL`);
  } else {
    // Somebody else need not wait for the lease.
    const remove = `
      import { deleteCluster } from 'ephemeral-vcluster';
      console.log((await deleteCluster(process.env.NAME)).state);`;
    const args = ['--input-type=module', '--eval', remove];
    const { stdout } = await project.run(process.execPath, args, environment(name));
    expect(stdout).toBe('deleted\n');
    expect(await scene.view.hasNamespace(namespace)).toBe(false);
  }
});

test('several are made and deleted together, and a creation that is aborted leaves nothing', async () => {
  const name = uniqueName('library');
  const names = [1, 2].map((number) => scene.own(`vcluster-${name}-${number}`));
  const aborted = ownName();
  project.write(
    'together.ts',
    `
import { createCluster, createClusters, listClusters } from 'ephemeral-vcluster';
const chart = process.env.CHART;
{
  await using clusters = await createClusters({ count: 2, name: process.env.NAME, chart });
  const there = (await listClusters()).map(({ name }) => name);
  console.log(JSON.stringify(clusters.map(({ name }) => there.includes(name))));
}
const signal = AbortSignal.timeout(4_000);
await createCluster({ name: '${aborted}', chart, signal }).catch((error) => console.log(error.message));
`,
  );
  const run = await project.run(process.execPath, ['together.ts'], environment(name));
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toMatch(/^\[true,true\]\nMaking \S+ was cancelled/);
  const there = () => Promise.all([...names, `vcluster-${aborted}`].map(scene.view.hasNamespace));
  const isGone = (found: boolean[]) => !found.some(Boolean);
  expect(await eventually(there, isGone)).toEqual([false, false, false]);
  expect(workFolders()).toEqual([]);
});

const TESTS = ['cluster.test.ts', 'shared.test.ts'];

/** A config as most have it: no ES modules in jest, and no flag of Node. */
const JEST_CONFIG = {
  testMatch: TESTS.map((file) => `<rootDir>/${file}`),
  transform: {
    '\\.ts$': [
      resolve('node_modules/ts-jest'),
      {
        diagnostics: false,
        tsconfig: { module: 'commonjs', moduleResolution: 'bundler', target: 'es2022' },
      },
    ],
  },
};

function setType(type: string): void {
  const manifest = JSON.parse(readFileSync(join(project.path, 'package.json'), 'utf8'));
  project.write('package.json', JSON.stringify({ ...manifest, type }));
}

/** No dependency of ours: it is wanted here alone. */
async function installVitest(): Promise<void> {
  if (existsSync(join(project.path, 'node_modules/vitest'))) return;
  const args = ['install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', VITEST];
  expect(await project.run('npm', args)).toMatchObject({ exitCode: 0 });
}

test.each([
  [
    'jest',
    async () => {
      setType('commonjs');
      project.write('jest.config.json', JSON.stringify(JEST_CONFIG));
      return [resolve('node_modules/jest/bin/jest.js'), '--runInBand', '--config=jest.config.json'];
    },
  ],
  [
    'vitest',
    async () => {
      setType('module');
      await installVitest();
      const flags = ['run', '--globals', '--no-file-parallelism'];
      return ['node_modules/vitest/vitest.mjs', ...flags, ...TESTS];
    },
  ],
])('the tests of the page pass in %s, which ends by itself', async (_, prepare) => {
  const names = TESTS.map(ownName);
  for (const [index, file] of TESTS.entries()) {
    const own = `process.env.NAME = '${names[index]}';`;
    project.write(file, example(file).replace(/^$/m, own));
  }
  const args = await prepare();
  const run = await project.run(process.execPath, args, environment(''));
  expect(run).toMatchObject({ exitCode: 0 });
  const story = run.stdout + run.stderr;
  expect(story).toMatch(/2 passed/);
  expect(story).not.toContain('did not exit');
  for (const name of names) expect(await scene.view.hasNamespace(`vcluster-${name}`)).toBe(false);
  expect(workFolders()).toEqual([]);
});

test('a cluster of the global set-up is there for all tests, and gone after them', async () => {
  await installVitest();
  setType('module');
  const name = ownName();
  project.write('global-setup.ts', example('global-setup.ts'));
  const config = { test: { globals: true, globalSetup: ['global-setup.ts'] } };
  project.write('vitest.config.ts', `export default ${JSON.stringify(config)};`);
  const inner = `
import { execFileSync } from 'node:child_process';
test('kubectl finds the cluster', () => {
  const context = execFileSync('kubectl', ['config', 'current-context'], { encoding: 'utf8' });
  expect(context.trim()).toBe('${name}');
  execFileSync('kubectl', ['get', 'serviceaccount', 'default']);
});
`;
  project.write('inner.test.ts', inner);
  const args = ['node_modules/vitest/vitest.mjs', 'run', 'inner.test.ts'];
  const run = await project.run(process.execPath, args, environment(name));
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.stdout).toMatch(/1 passed/);
  expect(await scene.view.hasNamespace(`vcluster-${name}`)).toBe(false);
  expect(workFolders()).toEqual([]);
});
