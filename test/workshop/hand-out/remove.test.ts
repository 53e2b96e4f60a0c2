import { readdir, readFile, writeFile } from 'node:fs/promises';
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

test('the files of one attendee are removed, also from the page and the zip of all, and the others remain', async () => {
  await using folder = await newFolder();
  await writeHandOuts(folder.path, TWO, []);
  const [first] = TWO;
  await removeHandOuts(folder.path, workshop, ['go-02', 'go-03'], first ? [first] : []);
  const left = await readdir(folder.path);
  expect(left.toSorted()).toEqual(['go-01', 'go-01.zip', 'go.zip', 'index.html']);
  const page = await readFile(join(folder.path, 'index.html'), 'utf8');
  expect(page).toContain('go-01/index.html');
  expect(page).not.toContain('Grace');
  await using again = await newFolder();
  await writeHandOuts(again.path, TWO.slice(0, 1), []);
  const zips = [folder, again].map(({ path }) => readFile(join(path, 'go.zip')));
  const [rest, alone] = await Promise.all(zips);
  expect(rest).toEqual(alone);
});

test('after the last hand-out is removed, there is no zip with credentials', async () => {
  await using folder = await newFolder();
  await writeHandOuts(folder.path, TWO, []);
  await removeHandOuts(folder.path, workshop, ['go-01', 'go-02'], []);
  expect(await readdir(folder.path)).toEqual(['index.html']);
});

test('if there are no hand-outs, nothing is written', async () => {
  await using folder = await newFolder();
  await removeHandOuts(folder.path, workshop, ['go-02'], TWO);
  expect(await readdir(folder.path)).toEqual([]);
});

test('all hand-outs are removed, also those of unknown clusters, but no other files', async () => {
  await using folder = await newFolder();
  const out = join(folder.path, 'out');
  await writeHandOuts(out, TWO, []);
  await writeFile(join(out, 'go-notes.txt'), 'mine');
  await removeAllHandOuts(out, workshop);
  expect(await readdir(out)).toEqual(['go-notes.txt']);
});

test('an empty folder is removed, too, and a missing one is not an error', async () => {
  await using folder = await newFolder();
  const out = join(folder.path, 'out');
  await writeHandOuts(out, TWO, []);
  await removeAllHandOuts(out, workshop);
  await removeAllHandOuts(out, workshop);
  expect(await readdir(folder.path)).toEqual([]);
});
