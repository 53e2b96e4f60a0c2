import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import * as labels from '../../src/core/cluster/labels.ts';
import { renewAsSidecar } from '../../src/keeper/renew-as-sidecar.ts';
import { type FakeApi, sendJson, startFakeApi } from '../support/fake-api.ts';
import { recordingLog } from '../support/log.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { createRef } from '../support/ref.ts';

jest.setTimeout(60_000);

const LEASE = 300_000;
const TTL = 21_600_000;
const HOUR = 3_600_000;
const NOT_FOUND = { kind: 'Status', reason: 'NotFound', code: 404 };

interface Sidecar {
  /** How often the lease is not there yet when the sidecar looks. */
  misses: number;
  /** How far the clock of the machine is off when the sidecar finds the lease, in milliseconds. */
  step: number;
}

/** Returns the first deadline that the sidecar sets, in seconds after the start of the lease. */
async function firstDeadline({ misses, step }: Sidecar): Promise<number> {
  const ref = createRef();
  const deadlines: number[] = [];
  let looks = 0;
  const annotations = {
    [labels.TTL_SECONDS]: String(TTL / 1_000),
    [labels.EXPIRES_AT]: new Date(TTL).toISOString(),
  };
  const metadata = { uid: 'uid', labels: { [labels.CLUSTER_ID]: ref.id }, annotations };
  await using api: FakeApi = await startFakeApi(async (request, response) => {
    if (request.method === 'GET' && looks++ < misses) return sendJson(response, NOT_FOUND, 404);
    const patch = request.method === 'PATCH' ? ((await json(request)) as { value: number }[]) : [];
    const activeDeadlineSeconds = patch[1]?.value;
    if (activeDeadlineSeconds) deadlines.push(activeDeadlineSeconds);
    const spec = { parallelism: 0, ttlSecondsAfterFinished: 0, suspend: false };
    sendJson(response, { metadata, spec: { ...spec, activeDeadlineSeconds } });
  });
  const manual = new ManualClock();
  const clock = {
    monotonic: manual.monotonic,
    sleep: manual.sleep,
    now: () => manual.now() + step,
  };
  const over = new AbortController();
  const runtime = { hostCluster: api.kubeConfig, clock, log: recordingLog(), signal: over.signal };
  const renewing = renewAsSidecar(runtime, ref, LEASE).catch(() => {});
  while (deadlines.length === 0) {
    await manual.pass(500);
    await sleep(2);
  }
  over.abort();
  await manual.pass(LEASE);
  await renewing;
  return deadlines[0] ?? 0;
}

test.each([
  { misses: 2, step: 2 * HOUR },
  { misses: 2, step: -2 * HOUR },
  // It has restarted, and a clock that is behind cannot make the lease begin later than now.
  { misses: 0, step: -2 * HOUR },
])('a step of the clock does not change when the cluster ends: %j', async (sidecar) => {
  const seconds = await firstDeadline(sidecar);
  expect(seconds).toBeGreaterThan(LEASE / 1_000);
  expect(seconds).toBeLessThan((1.5 * LEASE) / 1_000);
});
