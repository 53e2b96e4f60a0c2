import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { findKind } from '../../src/runner-host/kind-program.ts';
import { NOT_FOUND, type RunStreamed, runStreamed } from '../../src/runner-host/run-streamed.ts';
import { newFolder } from '../support/folder.ts';
import { recordingLog } from '../support/log.ts';

const PROGRAM = '#!/bin/sh\necho kind\n';
const { signal } = new AbortController();
const log = recordingLog();
const none: RunStreamed = async () => ({ exitCode: NOT_FOUND, stdout: '', stderr: '' });

/** A site with the program, and the checksum that is expected. */
async function aSite(content = PROGRAM) {
  const folder = await newFolder();
  const urls: string[] = [];
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  return {
    urls,
    search: {
      ...{ log, signal, run: none, cache: folder.path },
      checksums: { [platform]: createHash('sha256').update(PROGRAM).digest('hex') },
      fetchFile: async (url: string, path: string) => {
        urls.push(url);
        await writeFile(path, content);
      },
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test('kind on PATH is used', async () => {
  const run: RunStreamed = async () => ({ exitCode: 0, stdout: 'kind v0.32.0', stderr: '' });
  expect(await findKind({ run, log, signal })).toBe('kind');
});

test('without it, kind is downloaded once', async () => {
  await using site = await aSite();
  const found = await findKind(site.search);
  expect((await runStreamed(found, [])).stdout).toBe('kind\n');
  expect(await findKind(site.search)).toBe(found);
  expect(site.urls).toEqual([expect.stringMatching(/^https:\/\/kind\.sigs\.k8s\.io\/dl\/v/)]);
});

test('a program with another checksum is not used', async () => {
  await using site = await aSite('#!/bin/sh\necho evil\n');
  await expect(findKind(site.search)).rejects.toThrow(/Could not download kind .*Install kind/s);
});

test('a platform without a program is named', async () => {
  await using site = await aSite();
  await expect(findKind({ ...site.search, checksums: {} })).rejects.toThrow(/has no program for/);
});
