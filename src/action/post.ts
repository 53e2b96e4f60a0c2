import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import * as core from '@actions/core';
import { systemClock } from '../core/clock.ts';
import { endCluster, endKeeperOf } from '../core/deletion/end-cluster.ts';
import { ClusterError } from '../core/errors.ts';
import { apiMessage, kubeOf } from '../core/kube/clients.ts';
import { extendToTtl } from '../core/lease/lease.ts';
import { prefixedLog } from '../core/prefixed-log.ts';
import type { Log } from '../core/runtime.ts';
import { loadHostKubeconfig } from '../host-cluster/host-kubeconfig.ts';
import { collectAfterJob } from './diagnostics.ts';
import { workflowLog } from './log.ts';
import { loadStates, type State, type Usable } from './state.ts';
import { deleteCommand, leftoverSummary, writeSummary } from './summary.ts';

/** The clean-up after the job. Needs nothing but the saved state; may run twice. */
export async function post(): Promise<void> {
  const states = loadStates(core);
  if (states.length === 0)
    return core.info('No cluster was asked for; there is nothing to delete.');
  // The folder goes last, and with it the credentials.
  const left = states.filter(({ workDir }) => existsSync(workDir));
  if (left.length === 0) return core.info('The clean-up has run before.');
  await report((await Promise.all(left.map((state) => finish(state, states)))).flat());
}

interface Unfinished {
  state: State;
  /** What is still to be done. */
  problem: string;
}

async function finish(state: State, { length }: readonly State[]): Promise<Unfinished[]> {
  const log = length > 1 ? prefixedLog(workflowLog, state.ref.name) : workflowLog;
  const problem = await cleanUp(state, log).catch(apiMessage);
  await removeFiles(state);
  return problem ? [{ state, problem }] : [];
}

async function cleanUp(state: State, log: Log): Promise<string | undefined> {
  // Through the keeper's tunnel, so before that ends.
  await collectAfterJob(state, log, core.getInput('job-status'));
  if (!isKept(state, core.getInput('job-status'))) return remove(state, log);
  await endKeeperOf({ workDir: state.workDir, log }, state.ref);
  await keep(state, log);
  return undefined;
}

/** Whether the cluster is to outlive the job. One that never came up is of no use to anybody. */
export function isKept(state: State, jobStatus: string): state is Usable {
  const { cleanup, expiresAt } = state;
  if (!expiresAt || cleanup === 'always') return false;
  return cleanup === 'never' || jobStatus !== 'success';
}

async function keep({ ref, cleanup, expiresAt, hostKubeconfig }: Usable, log: Log): Promise<void> {
  const kept = await extendToTtl(kubeOf(loadHostKubeconfig(hostKubeconfig)), ref);
  if (!kept) {
    log.warning(`${ref.name} was to stay, but it is gone already.`);
    return;
  }
  log.info(`${ref.name} stays until ${expiresAt}, as cleanup: ${cleanup} asks for.`);
  log.info(`To reach it: vcluster connect ${ref.name} --namespace ${ref.namespace}`);
  log.info(`To delete it before: ${deleteCommand(ref)}`);
}

async function remove(state: State, log: Log): Promise<string | undefined> {
  const { ref, expiresAt, hostKubeconfig, cleanupTimeout: verifyFor, workDir } = state;
  const hostCluster = loadHostKubeconfig(hostKubeconfig);
  const runtime = { hostCluster, clock: systemClock, log, workDir };
  const { state: outcome, detail, leftovers } = await endCluster(runtime, ref, { verifyFor });
  // Gone, but for what we may not delete, counts too.
  if (outcome === 'deleting' || leftovers.length > 0) return detail;
  // To find nothing is as it should be only where nothing was made.
  const expected = outcome === 'deleted' || !expiresAt;
  (expected ? log.info : log.warning)(detail);
  return undefined;
}

/** Throws where that is to fail the job. */
async function report(unfinished: readonly Unfinished[]): Promise<void> {
  const errors = unfinished.map(({ state: { ref }, problem }) => {
    const hint = `The host deletes it when its lease ends. To do it now: ${deleteCommand(ref)}`;
    return new ClusterError(`The clean-up of ${ref.name} did not end: ${problem}`, { hint });
  });
  const told = unfinished.filter(({ state }) => state.summary);
  if (told.length > 0) {
    const texts = told.map(({ state: { ref }, problem }) => leftoverSummary(ref, problem));
    await writeSummary(texts.join('\n'));
  }
  const [last] = errors.slice(-1);
  const fails = unfinished.some(({ state }) => state.cleanupFailure === 'fail');
  for (const error of fails ? errors.slice(0, -1) : errors) core.warning(error.message);
  if (fails && last) throw last;
}

async function removeFiles({ workDir, kubeconfigPath }: State): Promise<void> {
  await rm(workDir, { recursive: true, force: true });
  if (kubeconfigPath) await rm(kubeconfigPath, { force: true });
}
