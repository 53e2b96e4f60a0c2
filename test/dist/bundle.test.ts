import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { newRunnerTemp, runAction, runPost } from '../action/support/run-action.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

const bundle = readFileSync('dist/bundle.js', 'utf8');

test('there is one bundle for main and post and one for each other process, with nothing left to be found elsewhere', () => {
  const parts = ['index.js', 'licenses.txt', 'package.json'];
  const library = ['library.cjs', 'library.d.cts', 'library.d.ts', 'library.js', 'library.mjs'];
  const faces = [
    'artifact',
    'bundle-versions.js',
    'bundle.js',
    'keeper',
    'post.js',
    'versions-action',
  ];
  const guard = ['node-version.cjs'];
  const others = [...library, ...faces, ...guard];
  expect(readdirSync('dist').toSorted()).toEqual([...parts, ...others].toSorted());
  expect(readdirSync('dist/keeper')).toEqual(parts);
  expect(readdirSync('dist/versions-action')).toEqual(parts);
  expect(readdirSync('dist/artifact')).toEqual(expect.arrayContaining(parts));
  expect(bundle).not.toContain('webpackMissingModule');
  expect(bundle).not.toMatch(/Cannot find module '[^']+'"\)/);
});

test('the bundle holds no path of the machine that built it', () => {
  expect(bundle).not.toContain(process.cwd());
});

test('the keeper does without what would make it large', () => {
  expect(statSync('dist/keeper/index.js').size).toBeLessThan(300_000);
});

test('the bundle runs in a folder without node_modules: main and post', async () => {
  const folder = newRunnerTemp();
  cpSync('dist', folder, { recursive: true });
  const program = join(folder, 'index.js');
  const main = await runAction({ inputs: { ttl: 'long' } }, program);
  expect(main.log).toContain('ttl: "long" was given');
  expect(main.code).toBe(1);
  const post = await runPost({}, join(folder, 'post.js'));
  expect(post.log).toContain('there is nothing to delete');
  expect(post.code).toBe(0);
});
