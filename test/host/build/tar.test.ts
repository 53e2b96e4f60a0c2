import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { list, type ReadEntry } from 'tar';
import { ARCHIVE, imageRecipe } from './image.ts';
import { type Entry, writeTar } from './tar.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tar-'));
  await writeFile(join(folder, 'program'), 'x'.repeat(1000));
});
afterEach(() => rm(folder, { recursive: true }));

const entries = (): Entry[] => [
  { path: 'bin', folder: true },
  { path: 'tmp', folder: true, mode: 0o1777 },
  { path: 'bin/program', source: join(folder, 'program'), mode: 0o755 },
  { path: 'bin/link', link: 'program' },
  { path: 'etc/passwd', content: 'root\n' },
];

async function listed(file: string): Promise<string[]> {
  const found: string[] = [];
  const onReadEntry = ({ type, path, mode = 0, size }: ReadEntry) =>
    found.push(`${type} ${path} ${mode.toString(8)} ${size}`);
  await list({ file, onReadEntry });
  return found;
}

describe('a tar file', () => {
  it('contains its entries', async () => {
    await writeTar(join(folder, 'a.tar'), entries());
    expect(await listed(join(folder, 'a.tar'))).toEqual([
      'Directory bin 755 0',
      'Directory tmp 1777 0',
      'File bin/program 755 1000',
      'SymbolicLink bin/link 777 0',
      'File etc/passwd 644 5',
    ]);
  });

  it('has the same bytes each time, and writing it returns its digest', async () => {
    const digest = await writeTar(join(folder, 'a.tar'), entries());
    await utimes(join(folder, 'program'), 1, 1);
    expect(await writeTar(join(folder, 'b.tar'), entries())).toBe(digest);
    const bytes = await readFile(join(folder, 'a.tar'));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest);
  });
});

describe('an image archive', () => {
  it('is a manifest, a configuration and the layers', async () => {
    const tags = ['example.org/a:1', 'example.org/b:1'];
    const image = { name: 'x', tags, layers: [entries()], entrypoint: ['/bin/program'] };
    await imageRecipe({ ...image, madeFrom: 'test' }).make(folder);
    const paths = (await listed(join(folder, ARCHIVE))).map((line) => line.split(' ')[1]);
    expect(paths).toEqual([
      'manifest.json',
      'config.json',
      expect.stringMatching(/^[0-9a-f]{64}\.tar$/),
    ]);
    const text = await readFile(join(folder, ARCHIVE), 'utf8');
    expect(text).toContain(JSON.stringify(tags));
    expect(text).toContain('"Entrypoint":["/bin/program"]');
  });
});
