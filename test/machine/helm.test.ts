import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Log, RunProgram } from '../../src/core/runtime.ts';
import { findHelm, type Tools } from '../../src/machine/helm.ts';

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

/** A download site whose archive has the checksum `sum`, and the tool cache. */
function siteWith(sum: string) {
  const urls: string[] = [];
  const extracted: string[] = [];
  let cache = '';
  const tools: Tools = {
    find: () => cache,
    extractTar: async (archive) => {
      extracted.push(archive);
      return '/extracted';
    },
    extractZip: async () => '/extracted',
    cacheDir: async () => {
      cache = '/cache';
      return cache;
    },
  };
  const fetchFile = async (url: string, path: string) => {
    urls.push(url);
    writeFileSync(path, url.endsWith('.sha256sum') ? `${sum}  helm.tar.gz\n` : 'archive');
  };
  return { urls, extracted, tools, fetchFile };
}

const SUM = createHash('sha256').update('archive').digest('hex');

test('uses the given helm, or helm on PATH if it is new enough', async () => {
  const run = machine({ '/opt/helm': 'v3.12.0', helm: 'v4.0.1\n' });
  expect(await findHelm('/opt/helm', { run, log: silent, signal })).toBe('/opt/helm');
  expect(await findHelm(undefined, { run, log: silent, signal })).toBe('helm');
});

test.each([['v3.9.4'], ['']])(
  'with helm "%s" on PATH, helm is downloaded once',
  async (version) => {
    const site = siteWith(SUM);
    const search = { run: machine({ helm: version }), log: silent, signal, ...site };
    expect(await findHelm(undefined, search)).toMatch(/^\/cache\/helm(\.exe)?$/);
    expect(await findHelm(undefined, search)).toMatch(/^\/cache\/helm/);
    expect(site.urls).toHaveLength(2);
    // The archive is deleted after its extraction.
    expect(site.extracted.filter(existsSync)).toEqual([]);
  },
);

test('an archive with another checksum is not used', async () => {
  const site = siteWith('0'.repeat(64));
  const found = findHelm(undefined, { run: machine({}), log: silent, signal, ...site });
  await expect(found).rejects.toThrow(
    /its sha256 is .*, but the published one is 0{64}[\s\S]*helm-path/,
  );
});

test.each([
  ['v3.9.4', 'is version 3.9.4'],
  ['', 'is not a helm program that runs on this machine'],
])('a given helm that prints "%s" is an error', async (version, reason) => {
  const run = machine({ '/opt/helm': version });
  await expect(findHelm('/opt/helm', { run, log: silent, signal })).rejects.toThrow(reason);
});
