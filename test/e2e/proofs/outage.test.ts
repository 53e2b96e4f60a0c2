import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import type { State } from '../../../src/action/state.ts';
import { type KeeperFiles, keeperFiles } from '../../../src/core/keeper/config.ts';
import { readStatus } from '../../../src/core/keeper/status.ts';
import { savedState } from '../../action/support/run-action.ts';
import { eventually } from '../../support/eventually.ts';
import { runProgram } from '../../support/program.ts';
import { type Job, startJob } from '../support/action/job.ts';
import { figures } from '../support/figures.ts';
import { type E2eHost, openE2eHost } from '../support/host/e2e-host.ts';
import { uniqueName } from '../support/host/host-view.ts';
import {
  createJobNetwork,
  type JobNetwork,
  missingNetwork,
} from '../support/network/job-network.ts';

jest.setTimeout(600_000);

const LEASE_SECONDS = 30;
const SHORT = 20_000;
const LONG = (LEASE_SECONDS + 15) * 1_000;
const ASK = join(import.meta.dirname, '../support/cluster/ask-version.ts');

interface NamedJob {
  name: string;
  job: Job;
}

const start = ({ user, own }: E2eHost, { within }: JobNetwork): NamedJob => {
  const name = uniqueName('outage');
  own(`vcluster-${name}`);
  const inputs = { lease: `${LEASE_SECONDS}s`, 'kubernetes-version': '1.34.4' };
  return { name, job: startJob({ host: user, name, inputs, within }) };
};

async function interruptFor(network: JobNetwork, milliseconds: number): Promise<void> {
  network.drop();
  await sleep(milliseconds);
  network.restore();
}

/** The version of the cluster of the job's kubeconfig, read from the job's network; or why it cannot be read. */
async function versionOf({ job }: NamedJob, { within: [program = '', ...args] }: JobNetwork) {
  const kubeconfig = /^::set-output name=kubeconfig::(.*)$/m.exec(job.log())?.[1] ?? '';
  const asked = await runProgram(program, [...args, process.execPath, ASK, kubeconfig]);
  if (asked.exitCode === 0) return asked.stdout;
  return `${asked.stderr}\n${await readFile(filesOf(job).log, 'utf8')}`;
}

function filesOf(job: Job): KeeperFiles {
  const [state] = JSON.parse(savedState(job.log()).clusters ?? '[]') as [State];
  return keeperFiles(state.workDir, state.ref.name);
}

/** Waits until the keeper has renewed the lease: two outages without a renewal between them are one long outage. */
async function renewed({ job }: NamedJob): Promise<boolean> {
  const since = Date.now();
  const renewedAt = async () => readStatus(filesOf(job).status)?.renewedAt ?? 0;
  return (await eventually(renewedAt, (at) => at > since, LEASE_SECONDS)) > since;
}

/** Waits until the keeper has noticed the end of the lease: its attempts to renew have pauses. Returns why it ended. */
async function keeperEnd(job: Job): Promise<string | undefined> {
  const { status } = filesOf(job);
  return eventually(async () => readStatus(status)?.ended, Boolean, 60);
}

const why = missingNetwork();
if (why) console.log(`outage is skipped: ${why}`);

(why ? test.skip : test)(
  'an outage shorter than the lease loses nothing; a longer one ends the cluster, and the error names it',
  async () => {
    await using host = await openE2eHost();
    using network = createJobNetwork(host.admin.getCurrentCluster()?.server ?? '');
    const jobs: NamedJob[] = [];
    try {
      // The outage starts when the three jobs are in different phases of the creation.
      for (let index = 0; index < 3; index++) {
        jobs.push(start(host, network));
        await sleep(2_500);
      }
      for (const { job } of jobs) {
        await job.waitForLog('::group::Take the lease', 30);
        expect(job.log()).toContain('::group::Take the lease');
      }
      await interruptFor(network, SHORT);
      for (const { job } of jobs)
        expect([await job.ended(120), job.log()]).toEqual([0, expect.anything()]);
      expect(await Promise.all(jobs.map(renewed))).toEqual([true, true, true]);

      // A TLS handshake that the outage interrupts cannot go on, so the connections are opened in the outage.
      network.drop();
      const asked = jobs.map((job) => versionOf(job, network));
      await sleep(SHORT);
      network.restore();
      expect(await Promise.all(asked)).toEqual(jobs.map(() => 'v1.34.4'));
      expect(await Promise.all(jobs.map((job) => versionOf(job, network)))).toEqual(
        jobs.map(() => 'v1.34.4'),
      );

      const late = start(host, network);
      jobs.push(late);
      await late.job.waitForLog('::group::Wait for the control plane', 60);
      await interruptFor(network, LONG);
      expect(await late.job.ended(60)).toBe(1);
      expect(late.job.log()).toMatch(
        /the lease expired, because the host cluster was unreachable from/,
      );

      for (const { name, job } of jobs) {
        expect(await host.objectIdsIn(`vcluster-${name}`)).toEqual([]);
        expect(await keeperEnd(job)).toBe('lease');
        const { code, log } = await job.post();
        expect(code).toBe(0);
        expect(log).toMatch(/the lease expired, because the host cluster was unreachable from/);
      }
      figures(
        'outage',
        `${SHORT / 1_000} s during creation and during the job: 3 of 3 jobs lost nothing`,
        `${LONG / 1_000} s with a lease of ${LEASE_SECONDS} s: all gone, the reason in the log of create and of post`,
      );
    } finally {
      for (const { job } of jobs) job[Symbol.dispose]();
    }
  },
);
