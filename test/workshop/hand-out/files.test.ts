import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { writeHandOuts } from '../../../src/workshop/hand-out/index.ts';
import { run } from '../../host/run.ts';
import { debianProgram } from '../../support/debian-program.ts';
import { newFolder } from '../../support/folder.ts';
import { createHandOut, failed, handOuts } from './samples.ts';

/** The test may need to install a program. */
jest.setTimeout(300_000);

const two = [createHandOut(), createHandOut({ cluster: 'go-02', attendee: 'Grace' })];

const modeOf = async (path: string): Promise<string> =>
  ((await stat(path)).mode & 0o777).toString(8);

/** Mode of each file and folder in a folder, by its path. */
async function modesIn(folder: string): Promise<Record<string, string>> {
  const paths = (await readdir(folder, { recursive: true })).toSorted();
  const modes = paths.map(async (path) => [path, await modeOf(join(folder, path))]);
  return Object.fromEntries(await Promise.all(modes));
}

const EXPECTED = {
  'go-01': '700',
  'go-01.zip': '600',
  'go-01/index.html': '600',
  'go-01/kubeconfig.yaml': '600',
  'go-02': '700',
  'go-02.zip': '600',
  'go-02/index.html': '600',
  'go-02/kubeconfig.yaml': '600',
  'go.zip': '600',
  'index.html': '600',
};

test('each attendee gets a folder and a zip, and there is a zip of all; only their owner can read them', async () => {
  await using folder = await newFolder();
  const path = join(folder.path, 'a', 'go');
  await writeHandOuts(path, two, []);
  expect(await modesIn(path)).toEqual(EXPECTED);
  expect(await modeOf(path)).toBe('700');
  expect(await readFile(join(path, 'go-02', 'kubeconfig.yaml'), 'utf8')).toBe(two[1]?.kubeconfig);
});

test('a second run replaces the files of the first one, tightens their modes and keeps other files', async () => {
  await using folder = await newFolder();
  await mkdir(join(folder.path, 'go-01'), { mode: 0o755 });
  await writeFile(join(folder.path, 'notes.txt'), 'mine', { mode: 0o644 });
  for (const name of ['kubeconfig.yaml', 'kubeconfig.yaml.new']) {
    await writeFile(join(folder.path, 'go-01', name), 'old', { mode: 0o644 });
    await chmod(join(folder.path, 'go-01', name), 0o644);
  }
  await writeHandOuts(folder.path, two, []);
  await writeHandOuts(folder.path, [createHandOut({ kubeconfig: 'newer' }), two[1] as never], []);
  expect(await modesIn(folder.path)).toEqual({ ...EXPECTED, 'notes.txt': '644' });
  expect(await readFile(join(folder.path, 'go-01', 'kubeconfig.yaml'), 'utf8')).toBe('newer');
});

test('a zip has the same bytes in every time zone, and only their owner can read the unpacked files', async () => {
  await using folder = await newFolder();
  const zips: Buffer[] = [];
  for (const zone of ['Pacific/Honolulu', 'Pacific/Auckland']) {
    await writeIn(zone, join(folder.path, zone));
    zips.push(await readFile(join(folder.path, zone, 'go.zip')));
  }
  expect(zips[0]?.equals(zips[1] as Buffer)).toBe(true);
  await run(await debianProgram('unzip'), [
    '-q',
    join(folder.path, 'Pacific/Auckland/go.zip'),
    '-d',
    folder.path,
  ]);
  const { 'go.zip': _, ...within } = EXPECTED;
  expect(await modesIn(join(folder.path, 'go'))).toEqual(within);
});

/** In a new process, because a process keeps the time zone that it started with. */
async function writeIn(zone: string, folder: string): Promise<void> {
  const script = `
    const { writeHandOuts } = await import('./src/workshop/hand-out/index.ts');
    const { createHandOut } = await import('./test/workshop/hand-out/samples.ts');
    await writeHandOuts(process.argv[1], [createHandOut(), createHandOut({ cluster: 'go-02' })], []);`;
  const args = ['--input-type=module', '-e', script, folder];
  await run(process.execPath, args, { env: { ...process.env, TZ: zone } });
}

test("an attendee's zip contains only the files of that attendee", async () => {
  await using folder = await newFolder();
  await writeHandOuts(folder.path, two, []);
  const entries = unzipSync(await readFile(join(folder.path, 'go-02.zip')));
  expect(Object.keys(entries)).toEqual(['go-02/', 'go-02/index.html', 'go-02/kubeconfig.yaml']);
  expect(strFromU8(entries['go-02/kubeconfig.yaml'] as Uint8Array)).toBe(two[1]?.kubeconfig);
});

test("the organiser's page contains no credentials", async () => {
  await using folder = await newFolder();
  await writeHandOuts(folder.path, handOuts, failed);
  const page = await readFile(join(folder.path, 'index.html'), 'utf8');
  expect(page).not.toContain('c2VjcmV0');
  expect(page).not.toContain('data:');
});

test("if all seats failed, only the organiser's page is written, with the name of the folder", async () => {
  await using folder = await newFolder();
  await writeHandOuts(join(folder.path, 'Go & more'), [], failed);
  expect(await readdir(join(folder.path, 'Go & more'))).toEqual(['index.html']);
  const page = await readFile(join(folder.path, 'Go & more', 'index.html'), 'utf8');
  expect(page).toContain('<h1>Go &amp; more</h1>');
  expect(page).toContain('Pod &lt;go-10-0&gt;: 3 Insufficient memory');
});

test('the error of an unwritable folder contains the folder and a hint', async () => {
  await using folder = await newFolder();
  await writeFile(join(folder.path, 'go'), 'a file');
  await expect(writeHandOuts(join(folder.path, 'go'), two, [])).rejects.toMatchObject({
    summary: expect.stringContaining(`could not be written to ${folder.path}/go: EEXIST`),
    hint: expect.stringContaining('set another one with `--out`'),
  });
});

test.each([
  ['also the name of the workshop', [createHandOut({ cluster: 'go' })]],
  ['used twice', [createHandOut(), createHandOut()]],
  ['a path', [createHandOut({ cluster: '../x' })]],
])('nothing is written if the name of a cluster is %s', async (_, given) => {
  await using folder = await newFolder();
  await expect(writeHandOuts(folder.path, given, [])).rejects.toThrow('were not written');
  expect(await readdir(folder.path)).toEqual([]);
});
