import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../core/clock.ts';
import type { Cluster } from '../core/cluster.ts';
import { createCluster } from '../core/create.ts';
import type { Log } from '../core/host.ts';
import { apiMessage, type Kube, kubeOf } from '../core/kube.ts';
import { makeKubeconfigSecret } from '../core/kubeconfig-secret.ts';
import type { Owner } from '../core/owner.ts';
import { newIntent } from '../core/ref.ts';
import type { ClusterSpec } from '../core/spec.ts';
import { keepHostKubeconfig } from '../faces/host-kubeconfig.ts';
import type { Inputs } from '../faces/inputs.ts';
import { endKeeper } from '../faces/keeper-process.ts';
import { outputsOf } from '../faces/outputs.ts';
import { placeKubeconfig } from '../faces/place-kubeconfig.ts';
import { runOf } from '../tekton/run.ts';
import { ttlOf } from '../tekton/time-left.ts';
import { type KeeperChoice, makeHost } from './host.ts';
import { inputsOf, rawInputs } from './inputs.ts';
import { forget, makeFolder, saveState, stateDir } from './state.ts';

export interface CreationOptions {
  stateDir?: string;
  keeper: KeeperChoice;
  jobPid?: number;
  kubeconfigMode?: number;
  kubeconfigSecret?: boolean;
  /** Fields of the outputs, and the file that each is written to. */
  result?: readonly ResultFile[];
}

export type ResultFile = readonly [field: string, path: string];

export interface Created {
  cluster: Cluster;
  /** As the action names them. */
  outputs: Outputs;
}

type Outputs = Record<string, string>;

/** Makes the cluster that the flags of `command` describe, and remembers it. What fails is undone and forgotten. */
export async function create(
  command: Command,
  options: CreationOptions,
  log: Log,
  signal: AbortSignal,
): Promise<Created> {
  const inputs = inputsOf(command);
  const dir = stateDir(options.stateDir);
  const { name } = inputs.spec;
  const workDir = await makeFolder(dir, name);
  try {
    const run = runOf(process.env);
    const spec = await withTtl(inputs, Boolean(rawInputs(command).ttl), run, log);
    return await make({ ...inputs, spec }, workDir, run, options, log, signal);
  } catch (error) {
    await forget(dir, name);
    throw error;
  }
}

/** A cluster of a run needs not outlive it. */
async function withTtl(
  { spec, host }: Inputs,
  given: boolean,
  run: Owner | undefined,
  log: Log,
): Promise<ClusterSpec> {
  if (given || !run) return spec;
  try {
    return { ...spec, ttl: (await ttlOf(host.kubeConfig, run, Date.now())) ?? spec.ttl };
  } catch (error) {
    log.warning(`How long ${run.kind} ${run.name} has could not be read: ${apiMessage(error)}`);
    return spec;
  }
}

async function make(
  inputs: Inputs,
  workDir: string,
  owner: Owner | undefined,
  options: CreationOptions,
  log: Log,
  signal: AbortSignal,
): Promise<Created> {
  const { spec } = inputs;
  const kubeconfigPath = inputs.kubeconfigPath && resolve(inputs.kubeconfigPath);
  const intent = newIntent(spec, owner);
  const hostKubeconfig = await keepHostKubeconfig(inputs.host.kubeConfig, workDir);
  const state = {
    ref: intent,
    hostKubeconfig,
    lease: spec.lease,
    ...(kubeconfigPath && { kubeconfigPath }),
  };
  await saveState(workDir, state);
  const host = await makeHost(inputs, { workDir, hostKubeconfig }, options, log, signal);
  const cluster = await createCluster(host, spec, intent);
  try {
    await saveState(workDir, { ...state, ref: cluster.ref });
    const outputs = await handOver(
      cluster,
      kubeconfigPath,
      owner,
      options,
      kubeOf(host.kubeConfig),
    );
    signal.throwIfAborted();
    return { cluster, outputs };
  } catch (error) {
    // What nobody was told of would stay until its ttl.
    await endKeeper({ workDir, ref: cluster.ref });
    await cluster.delete({ verifyFor: 0 }).catch((reason) => {
      log.warning(
        `${cluster.name} could not be deleted now (${apiMessage(reason)}); its lease will`,
      );
    });
    throw error;
  }
}

/** Puts down what the user's programs need, in all the places that were asked for. */
async function handOver(
  cluster: Cluster,
  kubeconfigPath: string | undefined,
  owner: Owner | undefined,
  { kubeconfigMode, kubeconfigSecret, result = [] }: CreationOptions,
  kube: Kube,
): Promise<Outputs> {
  const kubeconfig = await placeKubeconfig(cluster, kubeconfigPath, kubeconfigMode);
  const outputs: Outputs = outputsOf(cluster, kubeconfig);
  if (kubeconfigSecret && owner) {
    const now = systemClock.now();
    outputs['kubeconfig-secret'] = await makeKubeconfigSecret(kube, cluster, owner, now);
  }
  for (const [field, path] of result) await writeFile(path, outputs[field] ?? '');
  return outputs;
}
