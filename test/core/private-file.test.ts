import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ClusterError } from '../../src/core/errors.ts';
import { namingPath, writePrivate } from '../../src/core/private-file.ts';
import { newFolder } from '../support/folder.ts';

test('a private file replaces an older one, and no link is followed', async () => {
  await using folder = await newFolder();
  const [path, other] = [join(folder.path, 'a'), join(folder.path, 'other')];
  await writeFile(other, 'old', { mode: 0o644 });
  await symlink(other, path);
  await writePrivate(path, 'new');
  expect(await readFile(path, 'utf8')).toBe('new');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(other, 'utf8')).toBe('old');
});

test('the error of a full disk names the file and what to do', async () => {
  const writing = namingPath('/dev/full', () => writeFile('/dev/full', 'text'));
  await expect(writing).rejects.toBeInstanceOf(ClusterError);
  await expect(writing).rejects.toThrow(
    'Could not write /dev/full: ENOSPC: no space left on device, write\nThe disk is full',
  );
});

test('a file that cannot be written is named', async () => {
  await expect(writePrivate('/dev/null/file', 'text')).rejects.toThrow(
    'Could not write /dev/null/file: ENOTDIR',
  );
});
