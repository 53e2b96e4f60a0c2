import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { examplesIn, newPackageProject, type PackageProject } from '../support/package-project.ts';

/** npm and tsc take their time. */
jest.setTimeout(120_000);

let project: PackageProject;
beforeAll(async () => {
  project = await newPackageProject();
});
afterAll(async () => project?.[Symbol.asyncDispose]());

const installed = (...path: string[]) =>
  join(project.path, 'node_modules/ephemeral-vcluster', ...path);

const node = (program: string, ...flags: string[]) =>
  project.run(process.execPath, [...flags, '--eval', program]);

test('the package comes alone, without what only a repository or an action needs', () => {
  const lock = JSON.parse(readFileSync(join(project.path, 'package-lock.json'), 'utf8'));
  expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/ephemeral-vcluster']);
  const manifest = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
  expect(manifest).not.toHaveProperty('private');
  expect(manifest).not.toHaveProperty('scripts');
  expect(readdirSync(installed()).toSorted()).toEqual([
    'LICENSE',
    'README.md',
    'dist',
    'docs',
    'package.json',
  ]);
  expect(readdirSync(installed('dist'))).not.toContain('post.js');
});

test('import and require give the same, and that is all that the page names', async () => {
  const program = `
    const one = require('ephemeral-vcluster');
    import('ephemeral-vcluster').then((other) => {
      const names = Object.keys(other).toSorted();
      console.log(JSON.stringify({ names, same: names.every((name) => one[name] === other[name]) }));
    });`;
  const { stdout } = await node(program, '--input-type=commonjs');
  const { names, same } = JSON.parse(stdout);
  expect(same).toBe(true);
  const [, values = ''] =
    /## Functions(.*)## Types/s.exec(readFileSync('docs/api.md', 'utf8')) ?? [];
  const named = [...values.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  expect(names).toEqual(named.toSorted());
});

test('options that cannot be used are refused in words of options', async () => {
  const program = `
    import { createCluster, InputError } from 'ephemeral-vcluster';
    await createCluster({ lease: '1s', host: 'existing' }).catch((error) => {
      console.log(error instanceof InputError, error.message);
    });`;
  const { stdout, exitCode } = await node(program, '--input-type=module');
  expect(stdout).toMatch(
    /^true .*No host cluster found .* Use hostKubeconfig or hostKubeconfigPath\..*lease: "1s" was given/s,
  );
  expect(exitCode).toBe(0);
});

test('the keeper lies where the library looks for it', () => {
  expect(statSync(installed('dist/keeper/index.js')).isFile()).toBe(true);
  const entry = readFileSync(installed('dist/library.js'), 'utf8');
  expect(entry).toContain('keeperProgram(fileURLToPath(import.meta.url))');
});

test('the command line is in it', async () => {
  const { stdout } = await project.run('npx', ['--offline', 'ephemeral-vcluster', '--version']);
  expect(stdout.trim()).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
});

/** As a test runner has them without an import. */
const GLOBALS = `
import type * as jest from '@jest/globals';
declare global {
  const test: typeof jest.test;
  const expect: typeof jest.expect;
  const beforeAll: typeof jest.beforeAll;
  const afterAll: typeof jest.afterAll;
}`;

const MISUSE = `
import { createCluster } from 'ephemeral-vcluster';
// @ts-expect-error: a number is no version
await createCluster({ kubernetesVersion: 1.34 });
// @ts-expect-error: there is no such option
await createCluster({ kubernetesVerison: '1.34' });
`;

test.each([
  ['nodenext', 'nodenext'],
  ['preserve', 'bundler'],
])('the examples are right by the types, with %s and %s', async (module, moduleResolution) => {
  for (const [file, code] of examplesIn('docs/library.md')) project.write(file, code);
  project.write('globals.d.ts', GLOBALS);
  project.write('misuse.ts', MISUSE);
  project.write(
    'common.cts',
    "import { createCluster } from 'ephemeral-vcluster';\ncreateCluster();\n",
  );
  const compilerOptions = {
    module,
    moduleResolution,
    target: 'es2024',
    // Of this repository. A link to them would let npm in the project remove them.
    typeRoots: [resolve('node_modules/@types')],
    types: ['node'],
    paths: { '@jest/globals': [resolve('node_modules/@jest/globals/build/index.d.ts')] },
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    // Ours have to be right by themselves.
    skipLibCheck: false,
  };
  project.write('tsconfig.json', JSON.stringify({ compilerOptions }));
  const tsc = resolve('node_modules/typescript/bin/tsc');
  expect(await project.run(process.execPath, [tsc])).toMatchObject({ stdout: '', exitCode: 0 });
});
