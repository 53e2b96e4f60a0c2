import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import * as core from '@actions/core';
import { systemClock } from '../core/clock.ts';
import { deleteCluster } from '../core/deletion/delete.ts';
import { leftoverLine } from '../core/deletion/leftovers.ts';
import { ClusterError } from '../core/errors.ts';
import { apiMessage, kubeOf } from '../core/kube.ts';
import { keepUntilExpiry } from '../core/lease/lease.ts';
import { loadHostKubeconfig } from '../faces/host-kubeconfig.ts';
import { endKeeper } from '../faces/keeper-process.ts';
import { collectAfterJob } from './diagnostics.ts';
import { loadState, type State, type Usable } from './state.ts';
import { deleteCommand, leftoverSummary, writeSummary } from './summary.ts';

/** The clean-up after the job. Needs nothing but the saved state; may run twice. */
export async function post(): Promise<void> {
  const state = loadState(core);
  if (!state) return core.info('No cluster was asked for; there is nothing to delete.');
  // The folder goes last, and with it the credentials.
  if (!existsSync(state.workDir)) return core.info('The clean-up has run before.');
  const problem = await cleanUp(state).catch(apiMessage);
  await removeFiles(state);
  if (problem) await report(state, problem);
}

/** What is still to be done, if anything. */
async function cleanUp(state: State): Promise<string | undefined> {
  // Through the keeper's tunnel, so before that ends.
  await collectAfterJob(state, core.getInput('job-status'));
  const keeperEnd = await endKeeper(state);
  if (keeperEnd) core.warning(`The keeper of ${state.ref.name} had ended before: ${keeperEnd}.`);
  if (isKept(state, core.getInput('job-status'))) {
    await keep(state);
    return undefined;
  }
  return core.group(`Delete ${state.ref.name}`, () => remove(state));
}

/** Whether the cluster is to outlive the job. One that never came up is of no use to anybody. */
export function isKept(state: State, jobStatus: string): state is Usable {
  const { cleanup, expiresAt } = state;
  if (!expiresAt || cleanup === 'always') return false;
  return cleanup === 'never' || jobStatus !== 'success';
}

async function keep({ ref, cleanup, expiresAt, hostKubeconfig }: Usable): Promise<void> {
  const kept = await keepUntilExpiry(kubeOf(loadHostKubeconfig(hostKubeconfig)), ref);
  if (!kept) {
    core.warning(`${ref.name} was to stay, but it is gone already.`);
    return;
  }
  core.info(`${ref.name} stays until ${expiresAt}, as cleanup: ${cleanup} asks for.`);
  core.info(`To reach it: vcluster connect ${ref.name} --namespace ${ref.namespace}`);
  core.info(`To delete it before: ${deleteCommand(ref)}`);
}

async function remove(state: State): Promise<string | undefined> {
  const { ref, expiresAt, hostKubeconfig, cleanupTimeout } = state;
  const host = { kubeConfig: loadHostKubeconfig(hostKubeconfig), clock: systemClock };
  const deletion = deleteCluster(host, ref, { verifyFor: cleanupTimeout });
  const { state: outcome, detail, leftovers } = await deletion;
  for (const leftover of leftovers) core.info(leftoverLine(leftover));
  // Gone, but for what we may not delete, counts too.
  if (outcome === 'deleting' || leftovers.length > 0) return detail;
  // To find nothing is as it should be only where nothing was made.
  const expected = outcome === 'deleted' || !expiresAt;
  (expected ? core.info : core.warning)(detail);
  return undefined;
}

async function report({ ref, cleanupFailure, summary }: State, problem: string): Promise<void> {
  if (summary) await writeSummary(leftoverSummary(ref, problem));
  const message = `The clean-up of ${ref.name} did not end: ${problem}`;
  const hint = `The host deletes it when its lease ends. To do it now: ${deleteCommand(ref)}`;
  if (cleanupFailure === 'fail') throw new ClusterError(message, { hint });
  core.warning(`${message}\n${hint}`);
}

async function removeFiles({ workDir, kubeconfigPath }: State): Promise<void> {
  await rm(workDir, { recursive: true, force: true });
  if (kubeconfigPath) await rm(kubeconfigPath, { force: true });
}
