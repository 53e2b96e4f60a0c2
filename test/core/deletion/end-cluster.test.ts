import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import { endCluster, endOrWarn } from '../../../src/core/deletion/end-cluster.ts';
import { startKeeper } from '../../../src/core/keeper/start.ts';
import type { KeeperProgram, Runtime } from '../../../src/core/runtime.ts';
import { eventually } from '../../support/eventually.ts';
import { sendJson, startFakeApi } from '../../support/fake-api.ts';
import { newFolder } from '../../support/folder.ts';
import { recordingLog } from '../../support/log.ts';
import { createRef } from '../../support/ref.ts';

jest.setTimeout(60_000);

const KEEPER: KeeperProgram = [
  process.execPath,
  join(import.meta.dirname, '../../../src/keeper/index.ts'),
];

test('if the deletion fails, the keeper does not renew the lease afterwards', async () => {
  await using folder = await newFolder();
  let renewals = 0;
  let isRefusing = false;
  await using api = await startFakeApi(async (request, response) => {
    if (request.method === 'PATCH') {
      renewals += 1;
      const [, { value }] = (await json(request)) as [object, { value: number }];
      const spec = { parallelism: 0, ttlSecondsAfterFinished: 0, activeDeadlineSeconds: value };
      return sendJson(response, { metadata: { uid: 'uid' }, spec });
    }
    if (isRefusing) return sendJson(response, { message: 'refused by the test' }, 403);
    sendJson(response, { metadata: { uid: 'uid' } });
  });
  const log = recordingLog();
  const runtime = {
    ...{ workDir: folder.path, hostCluster: api.kubeConfig, clock: systemClock, log },
    jobPid: process.pid,
  } as unknown as Runtime;
  const ref = createRef();
  const lease = { uid: 'uid', since: systemClock.monotonic(), lease: 1_200, ttl: 600_000 };
  const keeper = await startKeeper(runtime, KEEPER, { ref, lease, renews: true });
  const ended = keeper.end.catch((error: Error) => error.message);
  expect(
    await eventually(
      async () => renewals,
      (count) => count >= 2,
      20,
    ),
  ).toBeGreaterThan(1);

  isRefusing = true;
  await expect(endCluster(runtime, ref, { verifyFor: 0 })).rejects.toThrow();
  expect(await ended).toContain('was killed');
  const before = renewals;
  await sleep(1_000);
  expect(renewals).toBe(before);
});

test('a failed deletion logs a warning with the reason and with what deletes the cluster', async () => {
  const log = recordingLog();
  const fails = () => Promise.reject(new Error('no route'));
  expect(await endOrWarn(log, { name: 'ci-1' }, fails)).toBeUndefined();
  expect(log.lines).toEqual([
    'warning: Could not delete ci-1 (no route). Its lease deletes it when it expires.',
  ]);
});
