import { randomBytes } from 'node:crypto';
import { apiMessage } from '../core/kube/clients.ts';
import { isOnRunner } from '../host-cluster/choose-host.ts';
import type { Inputs, InputsOnHost } from '../inputs/inputs.ts';
import { type HostKeeping, sweepHosts } from './hold.ts';
import { newHolder } from './holders.ts';
import {
  keepingOf,
  longestTtl,
  type Machine,
  makeRunnerHost,
  newRunnerHost,
  type RunnerHost,
  recordsOf,
  releaseRunnerHost,
} from './runner-host.ts';

/**
 * Enters a cluster that needs the host cluster, until it is released. Returns undefined if the host cluster is not on this
 * machine. With `pid`, the need ends with that process.
 */
export type HoldFor = (pid?: number) => Promise<RunnerHost | undefined>;

/**
 * Runs a creation on the host cluster of the inputs, which is made on this machine first if there is none. If the creation fails,
 * and at its end if no cluster holds the host cluster, that is deleted again.
 */
export async function onPlannedHost<T>(
  machine: Machine,
  inputs: Inputs,
  create: (inputs: InputsOnHost, holdFor: HoldFor) => Promise<T>,
): Promise<T> {
  const { host } = inputs;
  if (!isOnRunner(host)) return create({ ...inputs, host }, async () => undefined);
  const keeping = keepingOf(machine);
  const own = newRunnerHost(machine.env);
  const { specs } = inputs;
  await sweepOthers(keeping);
  try {
    const made = await makeRunnerHost(keeping, own, host, { specs, pid: process.pid });
    return await create({ ...inputs, host: made }, async (pid) => {
      const id = randomBytes(8).toString('hex');
      await keeping.records.addHolder(
        own.name,
        newHolder(id, longestTtl(specs), keeping.clock.now(), pid),
      );
      return { name: own.name, holder: id };
    });
  } finally {
    await releaseOrWarn(machine, own);
  }
}

/** Gives a host cluster up, and returns whether it is gone. Warns if that fails: the next creation or sweep on this machine deletes it. */
export async function releaseOrWarn(
  machine: Omit<Machine, 'signal'>,
  host: RunnerHost | undefined,
): Promise<boolean> {
  if (!host) return false;
  // A cancelled job must not leave it.
  const keeping = keepingOf({ ...machine, signal: new AbortController().signal });
  return releaseRunnerHost(keeping, host).catch((error) => {
    machine.log.warning(
      `Could not delete the host cluster ${host.name}: ${apiMessage(error)} To delete it: kind delete cluster --name ${host.name}`,
    );
    return false;
  });
}

/** Deletes host clusters that killed jobs have left on this machine. */
export async function sweepOthers(keeping: HostKeeping): Promise<void> {
  const { log } = keeping;
  try {
    for (const { name, failure } of await sweepHosts(keeping)) {
      if (failure) log.warning(`The host cluster ${name} of a killed job: ${failure}`);
      else log.info(`deleted the host cluster ${name}, which a killed job had left`);
    }
  } catch (error) {
    log.debug(`Could not look for host clusters of killed jobs: ${apiMessage(error)}`);
  }
}

/** Returns the kubeconfig of the host cluster that the calls of this user or this job share; undefined if there is none. */
export function sharedHost(env: NodeJS.ProcessEnv): string | undefined {
  const records = recordsOf(env);
  const { name } = newRunnerHost(env);
  return records.read(name)?.ready ? records.kubeconfig(name) : undefined;
}
