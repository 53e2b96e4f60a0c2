import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import ts from 'typescript';
import { unbundled } from '../../scripts/build.ts';
import { publicApi } from '../../scripts/public-api.ts';
import nodeVersion from '../../src/node-version.cjs';
import { newFolder } from '../support/folder.ts';
import { runProgram } from '../support/program.ts';

jest.setTimeout(60_000);

test.each([
  ['12.22.12', true],
  ['18.20.8', true],
  ['20.20.2', true],
  ['22.22.0', true],
  ['24.0.0', false],
  ['26.1.0', false],
])('whether Node %s is too old: %j', (version, isOld) => {
  const problem = nodeVersion.problemOf(version, '/bin/node');
  expect(problem).toBe(
    isOld
      ? `ephemeral-vcluster needs Node 24 or newer; this is Node ${version} (/bin/node).`
      : undefined,
  );
});

const COPIED = ['library.cjs', 'library.mjs', 'node-version.cjs'];
const POST = "import './index.js';\n";

/** The entry points as `npm run build` writes them, with bundles that no version of Node can parse. */
async function openDist() {
  const folder = await newFolder();
  for (const name of COPIED) cpSync(join('src', name), join(folder.path, name));
  const files = {
    'index.js': unbundled('index'),
    'library.js': unbundled('library'),
    'post.js': POST,
    'bundle.js': 'not JavaScript',
    'package.json': '{ "type": "module" }',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  return folder;
}

test.each([...COPIED, 'index.js'])('Node 12 can parse %s', (name) => {
  const source = COPIED.includes(name)
    ? readFileSync(join('src', name), 'utf8')
    : unbundled('index');
  const written = (target: ts.ScriptTarget) =>
    ts.transpileModule(source, { compilerOptions: { target, module: ts.ModuleKind.ESNext } })
      .outputText;
  // TypeScript rewrites all syntax that is newer than the target.
  expect(written(ts.ScriptTarget.ES2019)).toBe(written(ts.ScriptTarget.ESNext));
});

test('import gives all that the library exports', () => {
  const [, names = ''] = /export const \{(.*?)\} = library/s.exec(
    readFileSync('src/library.mjs', 'utf8'),
  ) ?? [''];
  const values = publicApi('src/library.ts')
    .filter(({ isPublic }) => isPublic)
    .filter(({ node }) => ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node))
    .map(({ name }) => name);
  expect(names.match(/\w+/g)?.toSorted()).toEqual(values.toSorted());
});

/** Programs on this machine that are too old. */
const olds = ['/usr/bin/node', '/usr/local/bin/node', '/bin/node'].filter((program) => {
  try {
    const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).slice(1);
    return nodeVersion.problemOf(version, program) !== undefined;
  } catch {
    return false;
  }
});
if (olds.length === 0) console.log('Not tested: an older Node, because there is none.');

const withOld = olds.length > 0 ? test : test.skip;
const [old = ''] = olds;

withOld.each([
  ['index.js', ['list'], ''],
  ['index.js', ['versions'], ''],
  ['index.js', ['create', '--name', 'a'], 'false\n'],
  ['post.js', [], ''],
])('an older Node that runs %s %j ends at once', async (name, args, printed) => {
  await using folder = await openDist();
  const env = { GITHUB_ACTIONS: '', NODE_OPTIONS: '' };
  const result = await runProgram(old, [join(folder.path, name), ...args], { env });
  expect(result.stderr).toMatch(/needs Node 24 or newer; this is Node \d+/);
  expect(result.stdout).toBe(printed);
  expect(result.exitCode).toBe(1);
});

withOld.each([
  ['require', "require('./library.cjs')"],
  ['import', "import('./library.mjs')"],
])('an older Node that loads the library by %s gets an error', async (_, program) => {
  await using folder = await openDist();
  const { stderr, exitCode } = await runProgram('env', [
    ...['--chdir', folder.path, 'NODE_OPTIONS=', old, '--input-type=commonjs', '--eval', program],
  ]);
  expect(stderr).toMatch(/needs Node 24 or newer; this is Node \d+/);
  expect(exitCode).toBe(1);
});

test('a broken bundle ends the program, with its error', async () => {
  await using folder = await openDist();
  const { stderr, exitCode } = await runProgram(process.execPath, [
    join(folder.path, 'index.js'),
    'list',
  ]);
  expect(stderr).toContain('SyntaxError');
  expect(exitCode).toBe(1);
});
