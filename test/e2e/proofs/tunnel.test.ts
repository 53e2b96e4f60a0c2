import { existsSync } from 'node:fs';
import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { createCluster } from '../../../src/core/index.ts';
import { controlPlaneSelector } from '../../../src/core/labels.ts';
import { layoutOf } from '../../host/node/layout.ts';
import { DEFAULT_NAME } from '../../host/paths.ts';
import { realWorld } from '../core/world.ts';
import { cutConnections } from '../support/cut-connections.ts';
import { figures } from '../support/figures.ts';
import { killContainer } from '../support/kill-container.ts';
import { ask, requestTo, type VirtualApi, virtualApi } from '../support/virtual-api.ts';

jest.setTimeout(300_000);

const SECONDS = 60;
const PER_SECOND = 50;
const CUTS = 10;
/** Seconds after the begin at which the control plane is killed. */
const KILLS = [15, 38];

interface Outcome {
  milliseconds: number;
  /** What went wrong, after one retry. */
  failure?: string;
}

/** One request as a client makes it: where the connection is reset, once more on a new one. */
async function request(api: VirtualApi, agent: Agent | false): Promise<Outcome> {
  const start = performance.now();
  const askOn = (kept: Agent | false) => ask(requestTo(api, '/api/v1/namespaces/default', kept));
  const outcome = await askOn(agent)
    .catch(() => askOn(false))
    .then(
      ({ status }) => (status === 200 ? {} : { failure: `HTTP ${status}` }),
      (error: Error) => ({ failure: error.message }),
    );
  return { milliseconds: performance.now() - start, ...outcome };
}

/** Half of the clients keep their connections, half make a new one each time. */
async function load(api: VirtualApi): Promise<Outcome[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const outcomes: Promise<Outcome>[] = [];
  const start = performance.now();
  for (let sent = 0; sent < SECONDS * PER_SECOND; sent++) {
    await sleep(Math.max(0, start + (sent * 1_000) / PER_SECOND - performance.now()));
    outcomes.push(request(api, sent % 2 ? agent : false));
  }
  return Promise.all(outcomes).finally(() => agent.destroy());
}

const quantile = (sorted: number[], part: number): number =>
  sorted[Math.floor(part * (sorted.length - 1))] ?? 0;

const isHere = existsSync(layoutOf(DEFAULT_NAME).netnsPath);
if (!isHere) console.log('tunnel is left out: the host cluster is not on this machine');

(isHere ? test : test.skip)(
  'no request fails while the way is cut and the control plane is killed',
  async () => {
    await using world = await realWorld();
    await using cluster = await createCluster(world.host, world.spec());
    const { items } = await world.kube.core.listNamespacedPod({
      namespace: cluster.namespace,
      labelSelector: controlPlaneSelector(cluster.name),
    });
    const server = new URL(world.admin.getCurrentCluster()?.server ?? '');
    let cuts = 0;
    let kills = 0;
    const loaded = load(virtualApi(cluster.kubeconfig));
    const disturb = async () => {
      for (let second = 1; second < SECONDS; second++) {
        await sleep(1_000);
        const due = (second * CUTS) / SECONDS;
        if (cuts < due && cutConnections(cluster.keeperPid ?? 0, server) > 0) cuts += 1;
        if (
          KILLS.includes(second) &&
          killContainer(items[0]?.metadata?.uid ?? '', ['/vcluster', 'start'])
        )
          kills += 1;
      }
    };
    const [outcomes] = await Promise.all([loaded, disturb()]);
    const failures = outcomes.flatMap(({ failure }) => failure ?? []);
    expect(failures).toEqual([]);
    expect(outcomes).toHaveLength(SECONDS * PER_SECOND);
    expect({ cuts, kills }).toEqual({ cuts: CUTS, kills: KILLS.length });
    const times = outcomes.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
    figures(
      'tunnel',
      `${outcomes.length} requests, ${failures.length} failed, with ${cuts} cuts and ${kills} kills`,
      `p50 ${quantile(times, 0.5).toFixed(0)} ms`,
      `p99 ${quantile(times, 0.99).toFixed(0)} ms`,
      `longest pause ${(quantile(times, 1) / 1_000).toFixed(1)} s`,
    );
  },
);
