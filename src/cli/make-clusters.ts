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
import type { Inputs } from '../inputs/inputs.ts';
import type { CommonRuntime } from '../machine/make-runtime.ts';
import { annotationsOf, attemptOf } from '../tekton/attempt.ts';
import { endEarlierAttempts } from '../tekton/end-earlier-attempts.ts';
import { runOf } from '../tekton/run.ts';
import { ttlOf } from '../tekton/time-left.ts';
import { type HandOverOptions, handOver, type Outputs } from './hand-over.ts';
import { inputsOf, rawInputs } from './inputs.ts';
import { cliRuntime, type KeeperChoice } from './runtime.ts';
import { folderOf, forget, makeFolder, saveState, stateDir, updateState } from './state.ts';

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
    const run = runOf(process.env);
    const specs = await withTtl(inputs, Boolean(rawInputs(command).ttl), run, log);
    const { untilTtl = false } = options;
    const attempt = attemptOf(process.env);
    const own = specs.map(
      (spec): ClusterSpec => ({
        ...spec,
        untilTtl,
        annotations: { ...spec.annotations, ...(attempt && annotationsOf(attempt)) },
      }),
    );
    return await make({ ...inputs, specs: own }, dir, run, options, log, signal);
  } catch (error) {
    for (const name of names) await forget(dir, name);
    throw error;
  }
}

/** Sets the ttl of the clusters to the remaining time of the Tekton run, unless the user set a ttl. */
async function withTtl(
  { specs, host }: Inputs,
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
  inputs: Inputs,
  dir: string,
  owner: Owner | undefined,
  options: CreationOptions,
  log: Log,
  signal: AbortSignal,
): Promise<Created> {
  const common = await cliRuntime(inputs, options, log, signal);
  const attempt = attemptOf(process.env);
  const namespaces = inputs.specs.flatMap((spec) => spec.namespaces);
  if (owner && attempt) await endEarlierAttempts(common, owner, attempt, namespaces);
  const members: Member[] = [];
  for (const spec of inputs.specs) {
    members.push(await remember(spec, folderOf(dir, spec.name), inputs, owner, common));
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
  { host: { hostCluster }, kubeconfigPath }: Inputs,
  owner: Owner | undefined,
  common: CommonRuntime,
): Promise<Member> {
  const ref = newIntent(spec, owner);
  const hostKubeconfig = await saveHostKubeconfig(hostCluster, workDir);
  await saveState(workDir, {
    ref,
    hostKubeconfig,
    lease: spec.lease,
    ...(kubeconfigPath && { kubeconfigPath: resolve(kubeconfigPath) }),
  });
  return { spec, ref, runtime: { ...common, workDir } };
}
