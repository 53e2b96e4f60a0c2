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

test('createCluster refuses several versions and suggests createClusters', async () => {
  const options = { hostKubeconfig, kubernetesVersion: '1.33, 1.34' };
  await expect(createCluster(options, testRuntime)).rejects.toThrow(
    'kubernetesVersion: must be one version: use createClusters to create a cluster for each of several versions',
  );
});

test('invalid options are refused before the first request to the host', async () => {
  await using host = await startFakeHost();
  const options = { hostKubeconfig: host.kubeconfig, lease: '1s', ttl: 'long' };
  await expect(createClusters(options, testRuntime)).rejects.toThrow(InputError);
  expect(host.requests).toEqual([]);
});

test('a signal that is already aborted ends the creation before the first request', async () => {
  await using host = await startFakeHost();
  const reason = new Error('the test was over');
  const options = { hostKubeconfig: host.kubeconfig, signal: AbortSignal.abort(reason) };
  await expect(createCluster(options, testRuntime)).rejects.toBe(reason);
  expect(host.requests).toEqual([]);
});

test('a failed creation leaves no files, and its log contains no secret', async () => {
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
