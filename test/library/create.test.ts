import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, jest, test } from '@jest/globals';
import { ClusterError, InputError } from '../../src/core/errors.ts';
import { createCluster, createClusters } from '../../src/library/create.ts';
import { hostKubeconfig, startFakeHost, TOKEN } from '../action/support/fake-host.ts';
import { newFolder } from '../support/folder.ts';
import { fakeHelm, testRuntime } from './support.ts';

/** Starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

const workFolders = () =>
  readdirSync(tmpdir()).filter((name) => /^ephemeral-vcluster-[^-]+$/.test(name));

test('several versions are not for createCluster, which says what is', async () => {
  const options = { hostKubeconfig, kubernetesVersion: '1.33, 1.34' };
  await expect(createCluster(options, testRuntime)).rejects.toThrow(
    'kubernetesVersion: must be one version: createClusters makes a cluster of each of several',
  );
});

test('options that cannot be used are refused before the host is asked anything', async () => {
  await using host = await startFakeHost();
  const options = { hostKubeconfig: host.kubeconfig, lease: '1s', ttl: 'long' };
  await expect(createClusters(options, testRuntime)).rejects.toThrow(InputError);
  expect(host.requests).toEqual([]);
});

test('a signal that has aborted already ends it before anything is asked', async () => {
  await using host = await startFakeHost();
  const reason = new Error('the test was over');
  const options = { hostKubeconfig: host.kubeconfig, signal: AbortSignal.abort(reason) };
  await expect(createCluster(options, testRuntime)).rejects.toBe(reason);
  expect(host.requests).toEqual([]);
});

test('a creation that fails leaves no files, and its story has no secret', async () => {
  await using host = await startFakeHost();
  await using folder = await newFolder();
  const before = workFolders();
  const lines: string[] = [];
  let during: string[] = [];
  const tell = (message: string) => {
    lines.push(message);
    // The sweep in the background may report when the folders are gone already.
    const now = workFolders();
    if (now.length > during.length) during = now;
  };
  const options = {
    hostKubeconfig: host.kubeconfig,
    helmPath: fakeHelm(folder),
    log: { debug: tell, info: tell, warn: tell },
  };
  await expect(createClusters({ ...options, count: 2 }, testRuntime)).rejects.toThrow(ClusterError);
  expect(during.length).toBe(before.length + 2);
  expect(workFolders()).toEqual(before);
  expect(host.requests).not.toEqual([]);
  expect(lines.join('\n')).toContain('helm 3.19.5');
  expect(lines.join('\n')).not.toContain(TOKEN);
});
