import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Owner } from '../core/cluster/owner.ts';
import { newIntent } from '../core/cluster/ref.ts';
import type { Cluster } from '../core/create/cluster.ts';
import { createClusters, type Member } from '../core/create/create-clusters.ts';
import { endOrWarn } from '../core/deletion/end-cluster.ts';
import { apiMessage } from '../core/kube/clients.ts';
import type { Log } from '../core/runtime.ts';
import type { ClusterSpec } from '../core/spec/spec.ts';
import { saveHostKubeconfig } from '../host-cluster/host-kubeconfig.ts';
import type { InputsOnHost } from '../inputs/inputs.ts';
import type { CommonRuntime } from '../machine/make-runtime.ts';
import { type HoldFor, onPlannedHost, releaseOrWarn } from '../runner-host/planned-host.ts';
import type { RunnerHost } from '../runner-host/runner-host.ts';
import { annotationsOf, attemptOf } from '../tekton/attempt.ts';
import { endEarlierAttempts } from '../tekton/end-earlier-attempts.ts';
import { runOf } from '../tekton/run.ts';
import { ttlOf } from '../tekton/time-left.ts';
import { type HandOverOptions, handOver, type Outputs } from './hand-over.ts';
import { inputsOf, rawInputs } from './inputs.ts';
import { cliRuntime, type KeeperChoice } from './runtime.ts';
import {
  folderOf,
  forget,
  loadState,
  makeFolder,
  saveState,
  stateDir,
  updateState,
} from './state.ts';

export interface CreationOptions extends HandOverOptions {
  stateDir?: string;
  keeper: KeeperChoice;
  untilTtl?: boolean;
  jobPid?: number;
  /** Tells the user the outputs. If it fails, the clusters are deleted. */
  publish?: (outputs: Outputs) => Promise<void>;
}

export interface Created {
  clusters: Cluster[];
  outputs: Outputs;
}

/**
 * Creates the clusters that the flags of `command` describe, and saves their state. On failure, deletes the clusters and
 * their state.
 */
export async function create(
  command: Command,
  options: CreationOptions,
  log: Log,
  signal: AbortSignal,
): Promise<Created> {
  const inputs = inputsOf(command);
  const dir = stateDir(options.stateDir);
  const names: string[] = [];
  try {
    for (const { name } of inputs.specs) {
      await makeFolder(dir, name);
      names.push(name);
    }
    const hasTtl = Boolean(rawInputs(command).ttl);
    const machine = { env: process.env, log, signal, egress: inputs.egress };
    return await onPlannedHost(machine, inputs, async (onHost, holdFor) => {
      const specs = await specsFor(onHost, hasTtl, options, log);
      return make({ ...onHost, specs }, dir, holdFor, options, log, signal);
    });
  } catch (error) {
    for (const name of names) await forgetAndRelease(dir, name, log);
    throw error;
  }
}

/** Removes the state of a cluster, and gives up the host cluster that was made for it. */
export async function forgetAndRelease(dir: string, name: string, log: Log): Promise<void> {
  const { runnerHost } = loadState(dir, name) ?? {};
  await forget(dir, name);
  await releaseOrWarn({ env: process.env, log }, runnerHost);
}

/** Returns the specs with what the flags and the Tekton run say about their lifetimes. */
async function specsFor(
  inputs: InputsOnHost,
  hasTtl: boolean,
  { untilTtl = false }: CreationOptions,
  log: Log,
): Promise<ClusterSpec[]> {
  const attempt = attemptOf(process.env);
  const specs = await withTtl(inputs, hasTtl, runOf(process.env), log);
  return specs.map((spec) => ({
    ...spec,
    untilTtl,
    annotations: { ...spec.annotations, ...(attempt && annotationsOf(attempt)) },
  }));
}

/** Sets the ttl of the clusters to the remaining time of the Tekton run, unless the user set a ttl. */
async function withTtl(
  { specs, host }: InputsOnHost,
  given: boolean,
  run: Owner | undefined,
  log: Log,
): Promise<readonly ClusterSpec[]> {
  if (given || !run) return specs;
  try {
    const ttl = await ttlOf(host.hostCluster, run, Date.now());
    return specs.map((spec) => ({ ...spec, ttl: ttl ?? spec.ttl }));
  } catch (error) {
    log.warning(
      `Could not read the timeout of ${run.kind} ${run.name}: ${apiMessage(error)}. The clusters use the default ttl.`,
    );
    return specs;
  }
}

async function make(
  inputs: InputsOnHost,
  dir: string,
  holdFor: HoldFor,
  options: CreationOptions,
  log: Log,
  signal: AbortSignal,
): Promise<Created> {
  const common = await cliRuntime(inputs, options, log, signal);
  const owner = runOf(process.env);
  const attempt = attemptOf(process.env);
  const namespaces = inputs.specs.flatMap((spec) => spec.namespaces);
  if (owner && attempt) await endEarlierAttempts(common, owner, attempt, namespaces);
  const members: Member[] = [];
  for (const spec of inputs.specs) {
    const runnerHost = await holdFor(options.jobPid);
    members.push(
      await remember(spec, folderOf(dir, spec.name), inputs, { owner, runnerHost }, common),
    );
  }
  const clusters = await createClusters(members);
  try {
    for (const { name, ref } of clusters) await updateState(dir, name, { ref });
    const kubeconfigPath = inputs.kubeconfigPath && resolve(inputs.kubeconfigPath);
    const outputs = await handOver(clusters, kubeconfigPath, owner, options, common.hostCluster);
    signal.throwIfAborted();
    await options.publish?.(outputs);
    return { clusters, outputs };
  } catch (error) {
    // The user does not know these clusters yet, so nothing would delete them before their ttl.
    await Promise.all(clusters.map((it) => endOrWarn(log, it, () => it.delete({ verifyFor: 0 }))));
    throw error;
  }
}

/** Saves everything that a deletion needs, before any object exists on the host. */
async function remember(
  spec: ClusterSpec,
  workDir: string,
  { host: { hostCluster }, kubeconfigPath }: InputsOnHost,
  { owner, runnerHost }: { owner: Owner | undefined; runnerHost: RunnerHost | undefined },
  common: CommonRuntime,
): Promise<Member> {
  const ref = newIntent(spec, owner);
  const hostKubeconfig = await saveHostKubeconfig(hostCluster, workDir);
  await saveState(workDir, {
    ref,
    hostKubeconfig,
    lease: spec.lease,
    ...(runnerHost && { runnerHost }),
    ...(kubeconfigPath && { kubeconfigPath: resolve(kubeconfigPath) }),
  });
  return { spec, ref, runtime: { ...common, workDir } };
}
