import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readSmallFile } from '../../src/machine/small-file.ts';
import { newFolder } from '../support/folder.ts';

test('a file in UTF-8 is read, with or without a byte order mark', async () => {
  await using folder = await newFolder();
  const path = join(folder.path, 'file');
  for (const text of ['a: ü', '\uFEFFa: ü']) {
    writeFileSync(path, text);
    expect(readSmallFile(path)).toBe(text);
  }
});

test.each(['utf16le', 'utf16be'])('a file in %s is refused with what to do', async (encoding) => {
  await using folder = await newFolder();
  const path = join(folder.path, 'file');
  const text = Buffer.from('\uFEFFa: b', 'utf16le');
  writeFileSync(path, encoding === 'utf16le' ? text : text.swap16());
  expect(() => readSmallFile(path)).toThrow('UTF-16: save it as UTF-8');
});
