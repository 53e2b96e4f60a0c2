import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DiagnosticsFolder, endOf } from '../../../src/core/diagnostics/folder.ts';
import { newFolder } from '../../support/folder.ts';

test('only the owner can read the files, even in a folder that existed before', async () => {
  await using parent = await newFolder();
  const path = join(parent.path, 'diagnostics');
  await mkdir(path, { mode: 0o755 });
  const folder = new DiagnosticsFolder(path);
  await folder.write('logs/default/web/main.log', 'text');
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect((await stat(join(path, 'logs/default/web/main.log'))).mode & 0o777).toBe(0o600);
  expect(folder.files).toEqual(['logs/default/web/main.log']);
});

test('no file name leaves the folder', async () => {
  await using parent = await newFolder();
  const folder = new DiagnosticsFolder(join(parent.path, 'diagnostics'));
  await folder.write('../outside/a:b', 'text');
  expect(await readFile(join(folder.path, '_', 'outside', 'a_b'), 'utf8')).toBe('text');
});

test('a file that is too long keeps its last lines and starts with a note', () => {
  expect(endOf('one\ntwo\nthree\n', 100)).toBe('one\ntwo\nthree\n');
  expect(endOf('one\ntwo\nthree\n', 8)).toBe('[the first 8 bytes were cut off]\nthree\n');
  expect(endOf('one line that is too long', 8)).toBe('[the first 25 bytes were cut off]\n');
});

test('the folder does not exceed its size limit and always has an index', async () => {
  await using parent = await newFolder();
  const folder = new DiagnosticsFolder(parent.path, { total: 1_000, file: 600 });
  await folder.write('one', 'x\n'.repeat(400));
  await folder.write('two', 'x\n'.repeat(400));
  expect(folder.hasRoom).toBe(false);
  await expect(folder.write('three', 'x')).rejects.toThrow('all 1000 bytes are used up');
  await folder.writeIndex('# Index');
  expect(await readFile(join(parent.path, 'README.md'), 'utf8')).toBe('# Index');
  expect((await stat(join(parent.path, 'two'))).size).toBeLessThan(400);
});
