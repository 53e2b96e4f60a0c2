import { spawn } from 'node:child_process';
import { expect, jest, test } from '@jest/globals';
import { type Keeper, startKeeper } from '../../../src/core/keeper/start.ts';
import { LEASE_NAME, releaseLease } from '../../../src/core/lease/lease.ts';
import type { KeeperProgram, Runtime } from '../../../src/core/runtime.ts';
import { eventually } from '../../support/eventually.ts';
import { createRef } from '../../support/ref.ts';
import { takeLeaseOf } from '../support/host/lease.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(120_000);

const times = { lease: 30_000, ttl: 600_000 };

/** Starts a process as the job, a lease, and the keeper of both. A keeper needs no cluster. */
async function startJob(host: TestHost) {
  const namespace = await host.namespace();
  const ref = createRef({ namespace });
  const lease = await takeLeaseOf(host.kube, ref, times);
  if (!lease) throw new Error('the namespace is not free');
  const job = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const runtime: Runtime = { ...(await host.tenant(namespace)), jobPid: job.pid ?? 0 };
  const keeper = await startKeeper(runtime, runtime.keeper as KeeperProgram, {
    ref,
    lease,
    renews: true,
  });
  return {
    ref,
    lease,
    job,
    keeper,
    deadline: async () => {
      const read = await host.kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace });
      return read.spec?.activeDeadlineSeconds ?? 0;
    },
    [Symbol.dispose]: () => void job.kill('SIGKILL'),
  };
}

const isAlive = async ({ pid }: Keeper): Promise<boolean> => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const ended = (keeper: Keeper) =>
  eventually(
    () => isAlive(keeper),
    (alive) => !alive,
  );

test('the lease is renewed while the job runs, and the keeper exits when the job is gone', async () => {
  await using host = await openTestHost();
  using run = await startJob(host);
  expect(await run.deadline()).toBe(30);
  expect(await eventually(run.deadline, (seconds) => seconds > 30)).toBeGreaterThan(30);
  expect(await isAlive(run.keeper)).toBe(true);
  run.job.kill('SIGKILL');
  await ended(run.keeper);
  expect(await isAlive(run.keeper)).toBe(false);
});

test('the keeper exits when the lease is gone, although the job still runs', async () => {
  await using host = await openTestHost();
  using run = await startJob(host);
  await releaseLease(host.kube, run.ref.namespace, run.lease);
  await ended(run.keeper);
  expect(await isAlive(run.keeper)).toBe(false);
  expect(run.job.exitCode).toBeNull();
});
