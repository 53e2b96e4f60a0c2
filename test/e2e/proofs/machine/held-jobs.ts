import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { keeperFiles } from '../../../../src/core/keeper/config.ts';
import { readStatus } from '../../../../src/core/keeper/status.ts';
import { eventually } from '../../../support/eventually.ts';
import { settableClock } from '../../support/machine/settable-clock.ts';
import { mountSmallDisk } from '../../support/machine/small-disk.ts';
import {
  deletedByLease,
  deletedByPost,
  type HeldJob,
  heldCase,
  keeperEnds,
  secondsLeft,
  type Trouble,
} from './held-job.ts';
import { HELD_MILLISECONDS, LEASE_SECONDS, type MachineCase } from './machine-case.ts';

const wipe = ({ temporary }: HeldJob): void => {
  for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true });
};

/** As `rm -rf "$RUNNER_TEMP"/*` in a step. */
const wiped = (trouble: Pick<Trouble, 'inputs' | 'env' | 'end'>): Trouble => ({
  begin: wipe,
  ...trouble,
  [Symbol.asyncDispose]: async () => {},
});

async function fullDisk(): Promise<Trouble> {
  const disk = mountSmallDisk();
  return {
    env: { RUNNER_TEMP: disk.path },
    begin: () => disk.fill(),
    end: async (held) => {
      const { status } = keeperFiles(held.state.workDir, held.name);
      const since = Date.now();
      disk.free();
      // The keeper writes its status again with the next renewal.
      const renewedAt = await eventually(
        async () => readStatus(status)?.renewedAt ?? 0,
        (at) => at > since,
      );
      expect(renewedAt).toBeGreaterThan(since);
      disk.fill();
      await deletedByPost(held);
    },
    [Symbol.asyncDispose]: async () => disk[Symbol.dispose](),
  };
}

/** Nothing but the deleted copy had the credentials of the host: the log says so, and until when the cluster stays. */
async function leftToLease(held: HeldJob): Promise<void> {
  const { code, log } = await held.job.post();
  expect(code).toBe(0);
  expect(log).toContain(`a step of the job deleted ${held.state.workDir}`);
  expect(log).toContain(`at the latest ${LEASE_SECONDS} s after the end of the job`);
  await deletedByLease(held);
}

/** The keeper must not move the deadline back after the post step. */
async function keptUntilTtl(held: HeldJob): Promise<void> {
  const { log } = await held.job.post();
  expect(log).toContain(`${held.name} is kept until`);
  expect(await keeperEnds(held.state)).toBe(true);
  held.job.kill();
  await sleep(HELD_MILLISECONDS);
  expect(await secondsLeft(held)).toBeGreaterThan(600);
}

const clockCase = (minutes: number, end: Trouble['end']): MachineCase =>
  heldCase(`the clock is set by ${minutes} min`, async () => {
    const clock = await settableClock();
    return {
      env: clock.env,
      begin: () => clock.set(minutes * 60_000),
      end,
      [Symbol.asyncDispose]: async () => clock[Symbol.dispose](),
    };
  });

export const HELD_JOBS: readonly MachineCase[] = [
  heldCase('RUNNER_TEMP is full', fullDisk),
  heldCase('RUNNER_TEMP is wiped', async () => wiped({ end: deletedByPost })),
  heldCase('RUNNER_TEMP is wiped, and the host was that of KUBECONFIG', async ({ user }) =>
    wiped({
      inputs: { 'host-kubeconfig': '' },
      env: { KUBECONFIG: user.kubeconfig },
      end: leftToLease,
    }),
  ),
  heldCase('RUNNER_TEMP is wiped, and the cluster is kept', async () =>
    wiped({ inputs: { cleanup: 'never', ttl: '30m' }, end: keptUntilTtl }),
  ),
  clockCase(5, deletedByPost),
  clockCase(-5, deletedByPost),
  clockCase(120, deletedByLease),
  clockCase(-120, deletedByLease),
];
