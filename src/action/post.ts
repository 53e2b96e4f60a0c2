import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import * as core from '@actions/core';
import type { KubeConfig } from '@kubernetes/client-node';
import { systemClock } from '../core/clock.ts';
import { endCluster, endKeeperOf } from '../core/deletion/end-cluster.ts';
import { type Disruption, reportDisruption } from '../core/diagnostics/disruption.ts';
import { ClusterError } from '../core/errors.ts';
import { apiMessage, kubeOf } from '../core/kube/clients.ts';
import { retrying } from '../core/kube/retrying.ts';
import { extendToTtl } from '../core/lease/lease.ts';
import { prefixedLog } from '../core/prefixed-log.ts';
import type { Log } from '../core/runtime.ts';
import type { RunnerHost } from '../runner-host/runner-host.ts';
import { type Artifacts, uploadDiagnostics } from './artifact.ts';
import { collectAfterJob } from './diagnostics.ts';
import { hostOfState } from './host-of-state.ts';
import { workflowLog } from './log.ts';
import { releaseHostOfStep, runnerHostOf } from './runner-host.ts';
import { loadStates, type State, type Usable } from './state.ts';
import {
  deleteCommand,
  disruptionSummary,
  leaseSentence,
  leftoverSummary,
  writeSummary,
} from './summary.ts';

/** Runs the clean-up after the job. It needs only the saved state, and can run twice. */
export async function post(artifacts: Artifacts): Promise<void> {
  const states = loadStates(core);
  const runnerHost = runnerHostOf(core);
  if (states.length === 0 && !runnerHost)
    return core.info('The step did not request a cluster; there is nothing to delete.');
  const left = states.filter((state) => !existsSync(doneFile(state)));
  if (left.length === 0 && !runnerHost) return core.info('The clean-up has already run.');
  const unfinished = (await Promise.all(left.map((state) => finish(state, states)))).flat();
  await uploadDiagnostics(left, artifacts, workflowLog);
  const isGone = runnerHost && (await releaseHost(runnerHost, states));
  // Nothing of a cluster is left if its host cluster is gone.
  await report(isGone ? [] : unfinished);
}

/** Gives the host cluster on this machine up, unless a cluster in it is kept. Returns whether it is gone. */
async function releaseHost(host: RunnerHost, states: readonly State[]): Promise<boolean> {
  if (states.some((state) => isKept(state, core.getInput('job-status')))) {
    core.info(`The host cluster ${host.name} on this machine is kept with it.`);
    return false;
  }
  try {
    return await releaseHostOfStep(host);
  } catch (error) {
    if (states.some(({ cleanupFailure }) => cleanupFailure === 'fail')) throw error;
    core.warning(apiMessage(error));
    return false;
  }
}

interface Unfinished {
  state: State;
  /** Why the clean-up is not complete. */
  problem: string;
}

async function finish(state: State, { length }: readonly State[]): Promise<Unfinished[]> {
  const log = length > 1 ? prefixedLog(workflowLog, state.ref.name) : workflowLog;
  const problem = state.begun ? await cleanUp(state, log).catch(apiMessage) : undefined;
  if (!state.begun) log.info(`Nothing was created for ${state.ref.name}.`);
  await removeFiles(state);
  return problem ? [{ state, problem }] : [];
}

/** An empty file that shows that the clean-up has run. A missing work folder does not: a step of the job can delete it. */
const doneFile = ({ workDir }: State): string => `${workDir}.deleted`;

const HOST_INPUTS = ['host-kubeconfig', 'host-kubeconfig-path', 'host-context'];

const hostOf = (state: State): KubeConfig =>
  hostOfState(
    state,
    Object.fromEntries(HOST_INPUTS.map((name) => [name, core.getInput(name)])),
    process.env,
  );

async function cleanUp(state: State, log: Log): Promise<string | undefined> {
  // Uses the keeper's tunnel, so it must run before the keeper ends.
  await collectAfterJob(state, log, core.getInput('job-status'));
  if (!isKept(state, core.getInput('job-status'))) return remove(state, log);
  const disruption = await reportDisruption(
    { hostCluster: hostOf(state), log, clock: systemClock },
    state.ref,
  );
  await summarize(state, disruption);
  await endKeeperOf({ workDir: state.workDir, log }, state.ref, state.keeperPid);
  await keep(state, log);
  return undefined;
}

async function summarize({ ref, summary }: State, disruption?: Disruption): Promise<void> {
  if (disruption && summary) await writeSummary(disruptionSummary(ref, disruption));
}

/** Whether the cluster remains after the job. A cluster whose creation failed is always deleted. */
export function isKept(state: State, jobStatus: string): state is Usable {
  const { cleanup, expiresAt } = state;
  if (!expiresAt || cleanup === 'always') return false;
  return cleanup === 'never' || jobStatus !== 'success';
}

/** How long to retry to keep a cluster, in milliseconds. Without that its lease ends soon, because its keeper has ended. */
const KEEP_TIME_LIMIT = 60_000;

async function keep(state: Usable, log: Log): Promise<void> {
  const { ref, cleanup, expiresAt } = state;
  const kube = retrying(kubeOf(hostOf(state)), {
    clock: systemClock,
    timeLimit: KEEP_TIME_LIMIT,
    debug: log.debug,
  });
  const kept = await extendToTtl(kube, ref);
  if (!kept) {
    log.warning(`${ref.name} cannot be kept: it is already gone.`);
    return;
  }
  log.info(`${ref.name} is kept until ${expiresAt}, because cleanup is set to ${cleanup}.`);
  log.info(`To connect to it: vcluster connect ${ref.name} --namespace ${ref.namespace}`);
  log.info(`To delete it earlier: ${deleteCommand(ref)}`);
}

async function remove(state: State, log: Log): Promise<string | undefined> {
  const { ref, expiresAt, cleanupTimeout: verifyFor, workDir, keeperPid } = state;
  const runtime = { hostCluster: hostOf(state), clock: systemClock, log, workDir };
  const {
    state: outcome,
    detail,
    leftovers,
    disruption,
  } = await endCluster(runtime, ref, {
    verifyFor,
    keeperPid,
  });
  await summarize(state, disruption);
  // Leftovers count as unfinished even if everything else is gone.
  if (outcome === 'deleting' || leftovers.length > 0) return detail;
  // An absent cluster is expected only if its creation did not succeed.
  const expected = outcome === 'deleted' || !expiresAt;
  (expected ? log.info : log.warning)(detail);
  return undefined;
}

/** Logs the unfinished clean-ups and adds them to the summary. Throws if they must fail the job. */
async function report(unfinished: readonly Unfinished[]): Promise<void> {
  const errors = unfinished.map(({ state: { ref, lease }, problem }) => {
    const hint = `${leaseSentence({ lease })} To delete it now: ${deleteCommand(ref)}`;
    return new ClusterError(`The clean-up of ${ref.name} did not finish: ${problem}`, { hint });
  });
  const summarized = unfinished.filter(({ state }) => state.summary);
  if (summarized.length > 0) {
    const texts = summarized.map(({ state, problem }) => leftoverSummary(state, problem));
    await writeSummary(texts.join('\n'));
  }
  const [last] = errors.slice(-1);
  const fails = unfinished.some(({ state }) => state.cleanupFailure === 'fail');
  for (const error of fails ? errors.slice(0, -1) : errors) core.warning(error.message);
  if (fails && last) throw last;
}

async function removeFiles(state: State): Promise<void> {
  const { workDir, kubeconfigPath } = state;
  await writeFile(doneFile(state), '').catch(() => {});
  await rm(workDir, { recursive: true, force: true });
  if (kubeconfigPath) await rm(kubeconfigPath, { force: true });
}
