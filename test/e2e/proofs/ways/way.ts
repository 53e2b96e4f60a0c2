import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { KubeConfig } from '@kubernetes/client-node';
import { newRunnerTemp } from '../../../action/support/run-action.ts';
import { newFolder } from '../../../support/folder.ts';
import { startJob } from '../../support/action/job.ts';
import { kubectlFor } from '../../support/cluster/kubectl.ts';
import type { E2eHost } from '../../support/host/e2e-host.ts';
import { uniqueName } from '../../support/host/host-view.ts';

/** What the ways to the host have in common. */
export interface Given {
  host: E2eHost;
  user: KubeConfig;
  /** A folder for files that the kubeconfig names. */
  folder: string;
  /** Ports of proxies on loopback that lead to the API server. */
  ports: { socks: number; connect: number; ipv6: number };
  /** Holds what the way needs until its job has ended. */
  resources: AsyncDisposableStack;
}

/** A way to the host: the cluster and the user of a kubeconfig. */
export interface Way {
  cluster: object;
  user: object;
  /** Called when the cluster is ready. */
  begin?(): void;
}

export interface NamedWay {
  what: string;
  open(given: Given): Promise<Way>;
}

const LEASE_SECONDS = 60;
const HELD_MILLISECONDS = 5 * 60_000;
const PAUSE = 5_000;

/** Holds a cluster for five minutes behind `way`. Returns the number of requests to it, none of which may fail. */
export async function hold(way: NamedWay, common: Omit<Given, 'folder' | 'resources'>) {
  await using folder = await newFolder();
  await using resources = new AsyncDisposableStack();
  const { host } = common;
  const { cluster, user, begin } = await way.open({ ...common, folder: folder.path, resources });
  const kubeconfig = join(folder.path, 'kubeconfig');
  const [contexts, clusters, users] = [
    [{ name: 'host', context: { cluster: 'host', user: 'ci' } }],
    [{ name: 'host', cluster }],
    [{ name: 'ci', user }],
  ];
  const config = { 'current-context': 'host', contexts, clusters, users };
  writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
  const name = uniqueName('ways');
  const namespace = host.own(`vcluster-${name}`);
  const inputs = { lease: `${LEASE_SECONDS}s`, 'host-kubeconfig': '', connect: 'tunnel' };
  const env = { RUNNER_TEMP: newRunnerTemp(), KUBECONFIG: kubeconfig };
  using job = startJob({ host: host.user, name, inputs, env });
  expect([await job.ended(240), job.log()]).toEqual([0, expect.anything()]);
  const path = /^::set-output name=kubeconfig::(.*)$/m.exec(job.log())?.[1] ?? '';
  const kubectl = kubectlFor(host.tools.kubectl, path);
  begin?.();
  let requests = 0;
  for (const start = performance.now(); performance.now() - start < HELD_MILLISECONDS; ) {
    const answer = await kubectl.run(['get', 'namespaces', '--output=name']);
    expect(answer).toMatchObject({ code: 0, stdout: expect.stringContaining('namespace/default') });
    requests++;
    await sleep(PAUSE);
  }
  expect(await host.view.cluster(name)).toBeDefined();
  const { code, log } = await job.post();
  expect([code, log]).toEqual([0, expect.not.stringContaining('did not finish')]);
  expect(await host.view.hasNamespace(namespace)).toBe(false);
  return requests;
}
