import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import type { Cluster } from '../../src/core/create/cluster.ts';
import { endCluster } from '../../src/core/deletion/end-cluster.ts';
import type { Runtime } from '../../src/core/runtime.ts';
import type { InputsOnHost } from '../../src/inputs/inputs.ts';
import { disposable } from '../../src/library/disposable.ts';
import { logTo } from '../../src/library/log.ts';
import { clusterTexts } from '../../src/library/option-texts.ts';
import { readClusterOptions } from '../../src/library/read-options.ts';
import { libraryRuntime } from '../../src/library/runtime.ts';
import { newWorkFolder } from '../../src/library/work-folder.ts';
import { aCluster } from '../action/support/cluster.ts';
import { type Answer, startFakeHost } from '../action/support/fake-host.ts';
import { testRuntime } from './support.ts';

const NAMESPACE = 'GET /api/v1/namespaces/vcluster-ci-1';

/** A cluster that is already gone from the host, unless `answer` returns objects of it. */
async function aDisposable(answer?: Answer) {
  const api = await startFakeHost(answer);
  const warnings: string[] = [];
  const inputs = readClusterOptions(
    clusterTexts,
    { hostKubeconfig: api.kubeconfig },
    testRuntime.env,
  );
  const log = logTo({ warn: (message) => warnings.push(message) });
  const workDir = await newWorkFolder();
  const runtime: Runtime = { ...libraryRuntime(inputs as InputsOnHost, testRuntime, log), workDir };
  const looks = () => api.requests.filter((it) => it === NAMESPACE).length;
  const made: Cluster = {
    ...aCluster,
    delete: (options) => endCluster(runtime, aCluster.ref, options),
  };
  return { api, host: runtime, warnings, looks, cluster: disposable(made, runtime, 1_000) };
}

test('the first deletion removes the files; later ones return the same result without a request', async () => {
  const { api, host, looks, cluster, warnings } = await aDisposable();
  await using _ = api;
  expect(existsSync(host.workDir)).toBe(true);
  const first = await cluster.delete();
  expect(first.state).toBe('absent');
  expect(existsSync(host.workDir)).toBe(false);
  const before = looks();
  expect(await cluster.delete()).toBe(first);
  await cluster[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
  expect(looks()).toBe(before);
  expect(new Set(warnings).size).toBe(warnings.length);
});

test('two deletions at the same time are one', async () => {
  const { api, cluster } = await aDisposable();
  await using _ = api;
  const [one, other] = await Promise.all([cluster.delete(), cluster.delete()]);
  expect(one).toBe(other);
});

test('disposing only warns about a failed deletion; delete throws and can be tried again', async () => {
  let isDown = true;
  const { api, host, cluster, warnings } = await aDisposable(() => {
    if (isDown) throw new Error('down');
    return undefined;
  });
  await using _ = api;
  // Without a cluster in it, every request fails.
  host.hostCluster = new KubeConfig();
  await cluster[Symbol.asyncDispose]();
  expect(warnings).toEqual([
    expect.stringMatching(
      /^Could not delete ci-1 \(.*\)\. Its lease deletes it when it expires\.$/,
    ),
  ]);
  await expect(cluster.delete()).rejects.toThrow();
  isDown = false;
  host.hostCluster.loadFromString(api.kubeconfig);
  expect((await cluster.delete()).state).toBe('absent');
});
