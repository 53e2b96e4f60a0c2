import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { homeless, inHome } from '../../src/machine/home.ts';
import { newFolder } from '../support/folder.ts';

const uid = process.getuid?.() ?? 0;

test('HOME is the home folder', () => {
  expect(inHome({ HOME: '/home/me' }, '.kube', 'config')).toBe('/home/me/.kube/config');
});

test('a user without a home gets a private folder, each time the same', async () => {
  await using temporary = await newFolder();
  const folder = homeless(temporary.path, uid);
  expect(folder).toBe(join(temporary.path, `ephemeral-vcluster-${uid}`));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(homeless(temporary.path, uid)).toBe(folder);
});

test.each<[string, (folder: string) => void]>([
  [
    'that others can enter',
    (folder) => {
      mkdirSync(folder);
      chmodSync(folder, 0o755);
    },
  ],
  [
    'that is a link',
    (folder) => {
      mkdirSync(`${folder}-other`, { mode: 0o700 });
      symlinkSync(`${folder}-other`, folder);
    },
  ],
])('a folder %s is refused, because another user may have made it', async (_, make) => {
  await using temporary = await newFolder();
  const folder = join(temporary.path, `ephemeral-vcluster-${uid}`);
  make(folder);
  expect(() => homeless(temporary.path, uid)).toThrow(`${folder} is not a private folder`);
});
