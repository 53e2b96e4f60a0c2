import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { create } from 'tar';
import type { Log, RunProgram } from '../../src/core/runtime.ts';
import { cachedHelm, downloadHelm, helmRelease } from '../../src/machine/download-helm.ts';
import { findHelm } from '../../src/machine/helm.ts';
import { newFolder } from '../support/folder.ts';
import { runProgram } from '../support/program.ts';

const silent = { info: () => {} } as unknown as Log;
const { signal } = new AbortController();

/** A machine on which `programs` print these versions. */
const machine =
  (programs: Record<string, string>): RunProgram =>
  async (program) => {
    const stdout = programs[program];
    if (!stdout) throw new Error(`Unable to locate executable file: ${program}`);
    return { exitCode: 0, stdout, stderr: '' };
  };

const { platform, program } = helmRelease('3.19.5');

/** A download site with an archive that contains helm, and the checksum that is expected: by default, the right one. */
async function openSite(sum?: string) {
  const folder = await newFolder();
  const [content, cache] = [join(folder.path, 'content'), join(folder.path, 'cache')];
  mkdirSync(join(content, platform), { recursive: true });
  writeFileSync(join(content, platform, program), '#!/bin/sh\necho v3.19.5\n');
  writeFileSync(join(content, platform, 'README.md'), 'text');
  const archive = join(folder.path, 'helm.tar.gz');
  create({ gzip: true, file: archive, cwd: content, sync: true }, [platform]);
  const right = createHash('sha256').update(readFileSync(archive)).digest('hex');
  const urls: string[] = [];
  const fetchFile = async (url: string, path: string) => {
    urls.push(url);
    copyFileSync(archive, path);
  };
  const checksums = { [platform]: sum ?? right };
  return {
    urls,
    cache,
    fetchFile,
    checksums,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test('uses the given helm, or helm on PATH if it is new enough', async () => {
  const run = machine({ '/opt/helm': 'v3.12.0', helm: 'v4.0.1\n' });
  expect(await findHelm('/opt/helm', { run, log: silent, signal })).toBe('/opt/helm');
  expect(await findHelm(undefined, { run, log: silent, signal })).toBe('helm');
});

test.each([['v3.9.4'], ['']])(
  'with helm "%s" on PATH, helm is downloaded once',
  async (version) => {
    await using site = await openSite();
    const search = { run: machine({ helm: version }), log: silent, signal, ...site };
    const found = await findHelm(undefined, search);
    expect((await runProgram(found, [])).stdout).toBe('v3.19.5\n');
    expect(await findHelm(undefined, search)).toBe(found);
    expect(site.urls).toHaveLength(1);
    expect(readdirSync(dirname(found))).toEqual([program]);
  },
);

test('two processes can download it at the same time', async () => {
  await using site = await openSite();
  const search = { run: machine({}), log: silent, signal, ...site };
  const [one, other] = await Promise.all([
    findHelm(undefined, search),
    findHelm(undefined, search),
  ]);
  expect(one).toBe(other);
  expect((await runProgram(one, [])).stdout).toBe('v3.19.5\n');
});

test('an archive with another checksum is not used, and nothing of it stays', async () => {
  await using site = await openSite('0'.repeat(64));
  const found = findHelm(undefined, { run: machine({}), log: silent, signal, ...site });
  await expect(found).rejects.toThrow(
    /its sha256 is .*, but that of the release is 0{64}[\s\S]*helm-path/,
  );
  expect(readdirSync(join(site.cache, 'helm', '3.19.5', platform))).toEqual([]);
});

test.each([
  ['linux', 'x64', 'helm-v3.19.5-linux-amd64.tar.gz'],
  ['darwin', 'arm64', 'helm-v3.19.5-darwin-arm64.tar.gz'],
  ['win32', 'x64', 'helm-v3.19.5-windows-amd64.zip'],
] as const)('on %s %s the archive is %s', (platform, arch, name) => {
  const release = helmRelease('3.19.5', { platform, arch });
  expect(release.url).toBe(`https://get.helm.sh/${name}`);
  expect(release.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('a platform without an archive is named before a download', async () => {
  await using site = await openSite();
  const search = { run: machine({}), log: silent, signal, ...site, checksums: {} };
  await expect(findHelm(undefined, search)).rejects.toThrow(
    new RegExp(`helm 3.19.5 has no archive for ${platform}[\\s\\S]*helm-path`),
  );
  expect(site.urls).toEqual([]);
});

test('on Windows, the program is taken from a zip archive', async () => {
  await using folder = await newFolder();
  const archive = zipSync({ 'windows-amd64/helm.exe': strToU8('program') });
  const sum = createHash('sha256').update(archive).digest('hex');
  const windows = { platform: 'win32', arch: 'x64' } as const;
  const release = helmRelease('3.19.5', windows, { 'windows-amd64': sum });
  const fetchFile = async (_: string, path: string) => writeFileSync(path, archive);
  const download = { version: '3.19.5', cache: folder.path, fetchFile };
  await downloadHelm(download, release);
  expect(readFileSync(cachedHelm(download, release), 'utf8')).toBe('program');
});

test.each([
  ['v3.9.4', 'is version 3.9.4'],
  ['', 'is not a helm program that runs on this machine'],
])('a given helm that prints "%s" is an error', async (version, reason) => {
  const run = machine({ '/opt/helm': version });
  await expect(findHelm('/opt/helm', { run, log: silent, signal })).rejects.toThrow(reason);
});
