import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { newFolder } from '../support/folder.ts';
import { givenVcluster } from './given-vcluster.ts';

test('a folder has a chart, whose name has the version, image archives and the program', async () => {
  await using folder = await newFolder();
  const write = (file: string) => writeFileSync(join(folder.path, file), '');
  for (const file of ['vcluster.tar', 'vcluster']) write(file);
  await expect(givenVcluster(folder.path)).rejects.toThrow(/must contain a chart/);
  write('vcluster-0.36.1.tgz');
  const at = (file: string) => join(folder.path, file);
  expect(await givenVcluster(folder.path)).toEqual({
    version: '0.36.1',
    chart: at('vcluster-0.36.1.tgz'),
    program: at('vcluster'),
    archives: [at('vcluster.tar')],
  });
});

test('without a folder, the built one is used', async () => {
  expect(await givenVcluster('')).toBeUndefined();
});
