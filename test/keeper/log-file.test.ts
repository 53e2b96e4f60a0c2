import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openLogFile } from '../../src/keeper/log-file.ts';
import { newFolder } from '../support/folder.ts';

test('the log and its predecessor stay small, and the last message is kept', async () => {
  await using folder = await newFolder();
  const path = join(folder.path, 'keeper.log');
  const log = openLogFile(path, 1_000);
  for (let line = 0; line < 200; line++) log(`line ${line}`);
  expect(readdirSync(folder.path).toSorted()).toEqual(['keeper.log', 'keeper.log.1']);
  for (const file of readdirSync(folder.path)) {
    expect(statSync(join(folder.path, file)).size).toBeLessThanOrEqual(1_000);
  }
  expect(readFileSync(path, 'utf8')).toMatch(/^\d{4}-.*Z line 199$/m);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a message that cannot be written is lost, and the next one is written', async () => {
  await using folder = await newFolder();
  const path = join(folder.path, 'logs', 'keeper.log');
  const log = openLogFile(path);
  log('lost');
  mkdirSync(join(folder.path, 'logs'));
  log('kept');
  expect(readFileSync(path, 'utf8')).toMatch(/^\S+ kept\n$/);
});

test('an existing log is continued', async () => {
  await using folder = await newFolder();
  const path = join(folder.path, 'keeper.log');
  openLogFile(path)('before');
  openLogFile(path)('after');
  expect(readFileSync(path, 'utf8')).toMatch(/before\n.*after\n$/);
});
