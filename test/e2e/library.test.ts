import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { uniqueName } from './support/host/host-view.ts';
import {
  example,
  type LibraryProject,
  openLibraryProject,
} from './support/library/library-project.ts';

jest.setTimeout(600_000);

const VITEST = 'vitest@5.1.1';

let library: LibraryProject;
beforeAll(async () => {
  library = await openLibraryProject();
});
afterAll(async () => library?.[Symbol.asyncDispose]());

test('the example creates a cluster, uses it, leaves nothing behind, and exits by itself', async () => {
  const { host, project, ownName, environment, workFolders } = library;
  const name = ownName();
  // The vcluster under test may warn about another version.
  const code = example('example.ts').replace(/kubernetesVersion: '[^']*'/, '');
  project.write('example.ts', code);
  const began = Date.now();
  const { exitCode, stdout, stderr } = await project.run(
    process.execPath,
    ['example.ts'],
    environment(name),
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^default +Active/m);
  expect(await host.view.hasNamespace(`vcluster-${name}`)).toBe(false);
  expect(workFolders()).toEqual([]);
  console.log(`the example took ${((Date.now() - began) / 1_000).toFixed(1)} s`);
});

test('several clusters are created and deleted together, and an aborted creation leaves nothing behind', async () => {
  const { host, project, ownName, environment, workFolders } = library;
  const name = uniqueName('library');
  const names = [1, 2].map((number) => host.own(`vcluster-${name}-${number}`));
  const aborted = ownName();
  project.write(
    'together.ts',
    `
import { createCluster, createClusters, listClusters } from 'ephemeral-vcluster';
const local = { chart: process.env.CHART, versionsFile: process.env.VERSIONS };
{
  await using clusters = await createClusters({ count: 2, name: process.env.NAME, ...local });
  const there = (await listClusters()).map(({ name }) => name);
  console.log(JSON.stringify(clusters.map(({ name }) => there.includes(name))));
}
const signal = AbortSignal.timeout(4_000);
await createCluster({ name: '${aborted}', ...local, signal }).catch((error) => console.log(error.message));
`,
  );
  const run = await project.run(process.execPath, ['together.ts'], environment(name));
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toMatch(/^\[true,true\]\nThe creation of \S+ was cancelled/);
  const there = () => Promise.all([...names, `vcluster-${aborted}`].map(host.view.hasNamespace));
  const isGone = (found: boolean[]) => !found.some(Boolean);
  expect(await eventually(there, isGone)).toEqual([false, false, false]);
  expect(workFolders()).toEqual([]);
});

const TESTS = ['cluster.test.ts', 'shared.test.ts'];

/** A usual configuration: jest without ES modules and without flags of Node. */
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

/** Sets `type` in the package.json of the project. */
function setType(type: string): void {
  const { project } = library;
  const manifest = JSON.parse(readFileSync(join(project.path, 'package.json'), 'utf8'));
  project.write('package.json', JSON.stringify({ ...manifest, type }));
}

/** Not a dependency of this repository, because only this test needs it. */
async function installVitest(): Promise<void> {
  const { project } = library;
  if (existsSync(join(project.path, 'node_modules/vitest'))) return;
  const args = ['install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', VITEST];
  expect(await project.run('npm', args)).toMatchObject({ exitCode: 0 });
}

test.each([
  [
    'jest',
    async () => {
      setType('commonjs');
      library.project.write('jest.config.json', JSON.stringify(JEST_CONFIG));
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
])('the tests of the page pass in %s, which exits by itself', async (_, prepare) => {
  const { host, project, ownName, environment, workFolders } = library;
  const names = TESTS.map(ownName);
  for (const [index, file] of TESTS.entries()) {
    const own = `process.env.NAME = '${names[index]}';`;
    project.write(file, example(file).replace(/^$/m, own));
  }
  const args = await prepare();
  const run = await project.run(process.execPath, args, environment(''));
  expect(run).toMatchObject({ exitCode: 0 });
  const output = run.stdout + run.stderr;
  expect(output).toMatch(/2 passed/);
  expect(output).not.toContain('did not exit');
  for (const name of names) expect(await host.view.hasNamespace(`vcluster-${name}`)).toBe(false);
  expect(workFolders()).toEqual([]);
});

test('a cluster of the global setup exists for all tests, and is deleted after them', async () => {
  const { host, project, ownName, environment, workFolders } = library;
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
  expect(await host.view.hasNamespace(`vcluster-${name}`)).toBe(false);
  expect(workFolders()).toEqual([]);
});
