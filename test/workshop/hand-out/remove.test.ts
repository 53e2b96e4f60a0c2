import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  removeAllHandOuts,
  removeHandOuts,
  writeHandOuts,
} from '../../../src/workshop/hand-out/index.ts';
import { newFolder } from '../../support/folder.ts';
import { createHandOut } from './samples.ts';

const workshop = 'go';
const TWO = [
  createHandOut({ workshop, cluster: 'go-01' }),
  createHandOut({ workshop, cluster: 'go-02', attendee: 'Grace' }),
];

test('one attendee’s are removed, and all others stay', async () => {
  await using folder = await newFolder();
  await writeHandOuts(folder.path, TWO, []);
  await removeHandOuts(folder.path, ['go-02', 'go-03']);
  const left = await readdir(folder.path);
  expect(left).toEqual(expect.arrayContaining(['go-01', 'go-01.zip', 'index.html']));
  expect(left.filter((name) => name.startsWith('go-02'))).toEqual([]);
});

test('all are removed, also of clusters that nobody remembers, but nothing of another hand', async () => {
  await using folder = await newFolder();
  const out = join(folder.path, 'out');
  await writeHandOuts(out, TWO, []);
  await writeFile(join(out, 'go-notes.txt'), 'mine');
  await removeAllHandOuts(out, workshop);
  expect(await readdir(out)).toEqual(['go-notes.txt']);
});

test('a folder with nothing else in it goes, too, and one that is not there is fine', async () => {
  await using folder = await newFolder();
  const out = join(folder.path, 'out');
  await writeHandOuts(out, TWO, []);
  await removeAllHandOuts(out, workshop);
  await removeAllHandOuts(out, workshop);
  expect(await readdir(folder.path)).toEqual([]);
});
