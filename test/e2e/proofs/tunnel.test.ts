import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { controlPlaneSelector } from '../../../src/core/cluster/labels.ts';
import type { Cluster } from '../../../src/core/create/cluster.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { isReady } from '../../../src/core/startup/pod-watch.ts';
import { eventually } from '../../support/eventually.ts';
import {
  describeOutcomes,
  type Outcome,
  percentile,
  steadyLoad,
} from '../support/cluster/steady-load.ts';
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

/** When a cut or an absence of the control plane began and ended, by `performance.now()`. */
type Period = [from: number, to: number];

interface Disturbances {
  /** Returns whether there was a connection to cut. */
  cut(): Promise<boolean>;
  /** Returns whether there was a process to kill. */
  kill(): Promise<boolean>;
  /** Waits until the control plane answers again. */
  recovery(): Promise<unknown>;
}

/** Calls `cause`, and adds to `periods` the time from then until it has resolved. */
async function during<T>(periods: Period[], cause: () => Promise<T>): Promise<T> {
  const from = performance.now();
  try {
    return await cause();
  } finally {
    periods.push([from, performance.now()]);
  }
}

/** Cuts and kills in rounds, with pauses: one retry cannot save a request that is reset twice. */
async function disturb(
  { cut, kill, recovery }: Disturbances,
  periods: Period[],
): Promise<boolean[]> {
  const done: boolean[] = [];
  const cutNow = () => during(periods, () => eventually(cut, Boolean, 5));
  for (let round = 0; round < ROUNDS; round++) {
    for (let index = 0; index < CUTS_BEFORE_KILL; index++) {
      await sleep(BETWEEN);
      done.push(await cutNow());
    }
    await sleep(BETWEEN);
    await during(periods, async () => {
      done.push(await eventually(kill, Boolean, 5));
      await sleep(WHILE_DOWN);
      done.push(await cutNow());
      await recovery();
    });
  }
  return done;
}

/** How long the control plane itself was away after the last kill: from its end until its pod is ready. In seconds. */
async function lastAbsence(host: TestHost, cluster: Cluster): Promise<number> {
  const pod = await eventually(
    () => syncerPod(host, cluster),
    (it) => it !== undefined && isReady(it),
  );
  const [container] = pod?.status?.containerStatuses ?? [];
  const ready = pod?.status?.conditions?.find(({ type }) => type === 'Ready');
  const at = (time: Date | undefined) => new Date(time ?? Number.NaN).getTime() / 1_000;
  return at(ready?.lastTransitionTime) - at(container?.lastState?.terminated?.finishedAt);
}

function report(outcomes: readonly Outcome[], periods: readonly Period[], away: number): void {
  const undisturbed = outcomes.filter(
    ({ begun, took }) => !periods.some(([from, to]) => begun < to && begun + took > from),
  );
  figures(
    'tunnel',
    ...describeOutcomes(outcomes),
    `${CUTS} cuts, ${ROUNDS} kills`,
    `the control plane itself was away for ${away} s after the last kill`,
    `p99 ${percentile(undisturbed, 0.99)} ms outside of them (${undisturbed.length} requests)`,
  );
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

    const periods: Period[] = [];
    const [outcomes, disturbances] = await Promise.all([
      steadyLoad(api, { path: PATH, perSecond: PER_SECOND, seconds: SECONDS }),
      disturb(
        {
          cut: async () => (await cutConnections(Number(cluster.keeperPid), server)) > 0,
          kill: async () => killContainer(podUid, SYNCER),
          recovery: () => ask(requestTo(api, PATH)),
        },
        periods,
      ),
    ]);
    report(outcomes, periods, await lastAbsence(host, cluster));

    expect(disturbances).toEqual(Array(CUTS + ROUNDS).fill(true));
    const container = (await syncerPod(host, cluster))?.status?.containerStatuses?.[0];
    expect(container?.restartCount).toBe(ROUNDS);
    expect(outcomes).toHaveLength(PER_SECOND * SECONDS);
    expect(outcomes.flatMap(({ failure }) => failure ?? []).slice(0, 10)).toEqual([]);
    // The same data: a restarted container keeps the volume of its pod.
    expect(new Set(outcomes.map((outcome) => outcome.body))).toEqual(new Set([body]));
  },
);
