import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { controlPlaneSelector } from '../../../src/core/cluster/labels.ts';
import type { Cluster } from '../../../src/core/create/cluster.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { eventually } from '../../support/eventually.ts';
import { describeOutcomes, type Outcome, steadyLoad } from '../support/cluster/steady-load.ts';
import { ask, requestTo, virtualApi } from '../support/cluster/virtual-api.ts';
import { killContainer } from '../support/faults/kill-container.ts';
import { figures } from '../support/figures.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';
import { cutConnections } from '../support/network/cut-connections.ts';
import { missingNetwork } from '../support/network/job-network.ts';

jest.setTimeout(300_000);

const PER_SECOND = 50;
const SECONDS = 60;
const ROUNDS = 2;
const CUTS_BEFORE_KILL = 4;
const CUTS = ROUNDS * (CUTS_BEFORE_KILL + 1);
/** In milliseconds. Requests that a disturbance reset are answered before the next one. */
const BETWEEN = 3_000;
/** In milliseconds. This long after a kill the control plane is still down, and the keeper holds all connections. */
const WHILE_DOWN = 1_500;
const SYNCER = ['/vcluster', 'start'];
const PATH = '/api/v1/namespaces/default';

async function syncerPod(host: TestHost, { namespace, name }: Cluster) {
  const labelSelector = controlPlaneSelector(name);
  const { items } = await host.kube.core.listNamespacedPod({ namespace, labelSelector });
  return items[0];
}

interface Disturbances {
  /** Returns whether there was a connection to cut. */
  cut(): Promise<boolean>;
  /** Returns whether there was a process to kill. */
  kill(): Promise<boolean>;
  /** Waits until the control plane answers again. */
  recovery(): Promise<unknown>;
}

/** Cuts and kills in rounds, with pauses: one retry cannot save a request that is reset twice. */
async function disturb({ cut, kill, recovery }: Disturbances): Promise<boolean[]> {
  const done: boolean[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (let index = 0; index < CUTS_BEFORE_KILL; index++) {
      await sleep(BETWEEN);
      done.push(await eventually(cut, Boolean, 5));
    }
    await sleep(BETWEEN);
    done.push(await eventually(kill, Boolean, 5));
    await sleep(WHILE_DOWN);
    done.push(await eventually(cut, Boolean, 5));
    await recovery();
  }
  return done;
}

function report(outcomes: readonly Outcome[]): void {
  figures('tunnel', ...describeOutcomes(outcomes), `${CUTS} cuts, ${ROUNDS} kills`);
}

const why = missingNetwork();
if (why) console.log(`tunnel is skipped: ${why}`);

(why ? test.skip : test)(
  'no request fails while the connection is cut ten times and the control plane is killed twice',
  async () => {
    await using host = await openTestHost();
    await using cluster = await createCluster(host.runtime, host.spec());
    const api = virtualApi(cluster.kubeconfig);
    const server = new URL(host.runtime.hostCluster.getCurrentCluster()?.server ?? '');
    const podUid = String((await syncerPod(host, cluster))?.metadata?.uid);
    const { body } = await ask(requestTo(api, PATH));

    const [outcomes, disturbances] = await Promise.all([
      steadyLoad(api, { path: PATH, perSecond: PER_SECOND, seconds: SECONDS }),
      disturb({
        cut: async () => (await cutConnections(Number(cluster.keeperPid), server)) > 0,
        kill: async () => killContainer(podUid, SYNCER),
        recovery: () => ask(requestTo(api, PATH)),
      }),
    ]);
    report(outcomes);

    expect(disturbances).toEqual(Array(CUTS + ROUNDS).fill(true));
    const container = (await syncerPod(host, cluster))?.status?.containerStatuses?.[0];
    expect(container?.restartCount).toBe(ROUNDS);
    expect(outcomes).toHaveLength(PER_SECOND * SECONDS);
    expect(outcomes.flatMap(({ failure }) => failure ?? []).slice(0, 10)).toEqual([]);
    // The same data: a restarted container keeps the volume of its pod.
    expect(new Set(outcomes.map((outcome) => outcome.body))).toEqual(new Set([body]));
  },
);
