import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { State } from '../../../../src/action/state.ts';
import { newRunnerTemp, savedState } from '../../../action/support/run-action.ts';
import { eventually } from '../../../support/eventually.ts';
import { newFolder } from '../../../support/folder.ts';
import { type Job, startJob } from '../../support/action/job.ts';
import { kubectlFor } from '../../support/cluster/kubectl.ts';
import type { E2eHost } from '../../support/host/e2e-host.ts';
import { uniqueName } from '../../support/host/host-view.ts';
import { HELD_MILLISECONDS, LEASE_SECONDS, type MachineCase } from './machine-case.ts';

/** A job with a cluster, on a machine that is troubled while the job runs. */
export interface HeldJob {
  host: E2eHost;
  job: Job;
  name: string;
  namespace: string;
  /** The RUNNER_TEMP of the job. */
  temporary: string;
  state: State;
}

export interface Trouble extends AsyncDisposable {
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  begin(held: HeldJob): void;
  /** Ends the job, and expects what remains. Called after more than a lease. */
  end(held: HeldJob): Promise<void>;
}

/** The cluster of a job must be usable after more than a lease in this trouble, and its lease no longer than it may be. */
export const heldCase = (
  name: string,
  trouble: (host: E2eHost) => Promise<Trouble>,
): MachineCase => ({
  name,
  run: async (host) => {
    await using folder = await newFolder();
    await using it = await trouble(host);
    const id = uniqueName('machine');
    const namespace = host.own(`vcluster-${id}`);
    const env = { RUNNER_TEMP: newRunnerTemp(), ...it.env };
    const inputs = { lease: `${LEASE_SECONDS}s`, 'kubernetes-version': '1.34.4', ...it.inputs };
    using job = startJob({ host: host.user, name: id, inputs, env });
    expect([await job.ended(180), job.log()]).toEqual([0, expect.anything()]);
    const [state] = JSON.parse(savedState(job.log()).clusters ?? '[]') as [State];
    const kubeconfig = join(folder.path, 'kubeconfig');
    copyFileSync(join(state.workDir, `${id}.kubeconfig`), kubeconfig);
    const held = { host, job, name: id, namespace, temporary: env.RUNNER_TEMP, state };
    it.begin(held);
    await sleep(HELD_MILLISECONDS);
    const { run } = kubectlFor(host.tools.kubectl, kubeconfig);
    expect(await run(['get', 'namespaces'])).toMatchObject({ code: 0 });
    expect(await secondsLeft(held)).toBeLessThanOrEqual(LEASE_SECONDS + 2);
    await it.end(held);
  },
});

/** How long the host would keep the cluster without a further renewal. */
export async function secondsLeft({ host, namespace }: HeldJob): Promise<number> {
  const name = 'ephemeral-vcluster';
  const { spec, status } = await host.view.kube.batch.readNamespacedJob({ name, namespace });
  const started = status?.startTime?.getTime() ?? 0;
  return (started - Date.now()) / 1_000 + (spec?.activeDeadlineSeconds ?? 0);
}

/** The post step deletes the cluster, and the keeper ends. */
export async function deletedByPost({ host, job, namespace, state }: HeldJob): Promise<void> {
  const { code, log } = await job.post();
  expect([code, log]).toEqual([0, expect.not.stringContaining('did not finish')]);
  expect(await host.objectIdsIn(namespace)).toEqual([]);
  expect(await host.view.hasNamespace(namespace)).toBe(false);
  expect(await keeperEnds(state)).toBe(true);
}

/** The runner is lost, and the lease deletes the cluster. */
export async function deletedByLease({ host, job, namespace }: HeldJob): Promise<void> {
  job.kill();
  const left = await eventually(
    () => host.objectIdsIn(namespace),
    (ids) => ids.length === 0,
    LEASE_SECONDS + 60,
  );
  expect(left).toEqual([]);
}

/** Whether the keeper's process ends. */
export const keeperEnds = ({ keeperPid }: State): Promise<boolean> =>
  eventually(async () => !isKeeper(keeperPid), Boolean, 30);

function isKeeper(pid: number | undefined): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('.keeper.json');
  } catch {
    return false;
  }
}
