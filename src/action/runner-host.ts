import * as core from '@actions/core';
import { type HostChoice, isOnRunner } from '../host-cluster/choose-host.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { Cancellation } from '../machine/cancellation.ts';
import { sweepOthers } from '../runner-host/planned-host.ts';
import {
  keepingOf,
  type Machine,
  makeRunnerHost,
  newRunnerHost,
  type RunnerHost,
  releaseRunnerHost,
} from '../runner-host/runner-host.ts';
import { jobProcess } from './job-process.ts';
import { workflowLog as log } from './log.ts';
import type { StateStore } from './state.ts';

const STATE = 'runnerHost';

/**
 * Returns the host cluster of the step. If there is none, makes one on this machine, which all steps of the job share. The state
 * is saved before, so that the clean-up also finds one that was created in part.
 */
export async function hostOfStep({ host, egress, specs }: Inputs): Promise<HostChoice> {
  if (!isOnRunner(host)) return host;
  const own = newRunnerHost(process.env);
  core.saveState(STATE, JSON.stringify(own));
  using cancellation = new Cancellation();
  const keeping = keepingOf({ env: process.env, log, egress, signal: cancellation.signal });
  return core.group('Make a host cluster on this machine', async () => {
    await sweepOthers(keeping);
    const { jobPid: pid } = jobProcess(process.ppid, log);
    return makeRunnerHost(keeping, own, host, { specs, pid });
  });
}

/** Returns the host cluster on this machine that the step needed; undefined if it needed none. */
export const runnerHostOf = (store: Pick<StateStore, 'getState'>): RunnerHost | undefined =>
  JSON.parse(store.getState(STATE) || 'null') ?? undefined;

/** Gives the host cluster of the step up. Returns whether it is gone; otherwise other steps use it. */
export function releaseHostOfStep(own: RunnerHost): Promise<boolean> {
  const machine: Machine = { env: process.env, log, signal: new AbortController().signal };
  return core.group('Delete the host cluster on this machine', () =>
    releaseRunnerHost(keepingOf(machine), own),
  );
}
