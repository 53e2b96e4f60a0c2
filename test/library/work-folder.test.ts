import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { newWorkFolder, removeWorkFolder } from '../../src/library/work-folder.ts';

test('only its owner can access it, and the exit listener is removed with the last folder', async () => {
  const before = process.listenerCount('exit');
  const folders = [await newWorkFolder(), await newWorkFolder()];
  for (const path of folders) expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(process.listenerCount('exit')).toBe(before + 1);
  for (const path of folders) await removeWorkFolder(path);
  expect(folders.filter(existsSync)).toEqual([]);
  expect(process.listenerCount('exit')).toBe(before);
});

test.each(['process.exit(3)', 'throw new Error("crash")', ''])(
  'it is removed when a process ends with %j',
  (end) => {
    const module = join(import.meta.dirname, '../../src/library/work-folder.ts');
    const program = `
      const { newWorkFolder } = await import(${JSON.stringify(module)});
      console.log(await newWorkFolder());
      ${end}`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('ephemeral-vcluster-');
    expect(existsSync(stdout.trim())).toBe(false);
  },
);
