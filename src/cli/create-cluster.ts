import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { createCluster } from '../core/create.ts';
import type { Host, Log } from '../core/host.ts';
import { apiMessage } from '../core/kube.ts';
import { newRef } from '../core/ref.ts';
import type { CreationInputs } from '../faces/creation-inputs.ts';
import { findHelm } from '../faces/find-helm.ts';
import { hostSecrets, keepHostKubeconfig } from '../faces/host-kubeconfig.ts';
import { keeperProgram } from '../faces/keeper-program.ts';
import { type Outputs, outputsOf } from '../faces/outputs.ts';
import { placeKubeconfig } from '../faces/place-kubeconfig.ts';
import { runProgram as run } from '../faces/run-program.ts';
import { deleteSaved, removeSaved, type SavedCluster } from '../faces/saved-cluster.ts';
import { awaitInterruption } from './interruption.ts';
import { makeStateFolder, saveState } from './state-folder.ts';

export interface CreationOptions {
  inputs: CreationInputs;
  /** Where the cluster is remembered. */
  stateDir: string;
  /** The process that the cluster is for: its lease is renewed no more when that is gone. Undefined: nobody's. */
  jobPid?: number | undefined;
}

export interface Created {
  outputs: Outputs;
  saved: SavedCluster;
}

/** A name for a cluster that was given none. */
export const randomName = (): string => `ci-${randomBytes(4).toString('hex')}`;

/**
 * Makes a cluster that outlives this process, and hands it to `publish`. What fails, or is ended by a signal, is
 * undone.
 */
export async function createAndSave(
  options: CreationOptions,
  log: Log,
  publish: (outputs: Outputs) => Promise<void> = async () => {},
): Promise<Created> {
  using interruption = awaitInterruption();
  const { signal } = interruption;
  const saved = await decide(options);
  let begun = false;
  try {
    const host = await prepare(options, saved, { log, signal });
    const onFailure = async () => {
      begun = true;
    };
    const cluster = await createCluster({ ...host, onFailure }, options.inputs.spec, saved.ref);
    begun = true;
    const made = { ...saved, ref: cluster.ref, expiresAt: cluster.expiresAt.toISOString() };
    await saveState(made);
    const outputs = outputsOf(cluster, await placeKubeconfig(cluster, saved.kubeconfigPath));
    await publish(outputs);
    signal.throwIfAborted();
    return { outputs, saved: made };
  } catch (error) {
    if (signal.aborted) await undo(saved, 0, log);
    else if (begun) await undo(saved, LOOK_FOR, log);
    else await removeSaved(saved);
    throw signal.aborted ? signal.reason : error;
  }
}

/** Written down before anything exists on the host. */
async function decide({ inputs, stateDir }: CreationOptions): Promise<SavedCluster> {
  const { spec, host, kubeconfigPath } = inputs;
  const ref = newRef(spec);
  const workDir = await makeStateFolder(stateDir, ref.name);
  const saved = {
    ref,
    workDir,
    hostKubeconfig: await keepHostKubeconfig(host.kubeConfig, workDir),
    ...(kubeconfigPath && { kubeconfigPath: resolve(kubeconfigPath) }),
  };
  await saveState(saved);
  return saved;
}

/** The world as the core sees it from a shell. */
async function prepare(
  { inputs, jobPid }: CreationOptions,
  { workDir, hostKubeconfig }: SavedCluster,
  { log, signal }: Pick<Host, 'log' | 'signal'>,
): Promise<Host> {
  const { kubeConfig, insideHost, origin } = inputs.host;
  for (const secret of hostSecrets(kubeConfig)) log.mask(secret);
  const { server } = kubeConfig.getCurrentCluster() ?? {};
  log.info(`host cluster ${server}: context ${kubeConfig.getCurrentContext()} of ${origin}`);
  return {
    kubeConfig,
    insideHost,
    workDir,
    kubeconfigFile: hostKubeconfig,
    helm: await findHelm(inputs.helmPath, { run, log }),
    keeper: keeperProgram(),
    run,
    log,
    clock: systemClock,
    signal,
    ...(jobPid && { jobPid }),
  };
}

/** How long it is watched that what failed goes, in milliseconds: most do by then, and the host goes on in any case. */
const LOOK_FOR = 5_000;

/** Leaves nothing behind but what the host is deleting already. */
async function undo(saved: SavedCluster, verifyFor: number, log: Log): Promise<void> {
  const { name } = saved.ref;
  try {
    const { state, detail } = await deleteSaved(saved, { verifyFor });
    if (state === 'deleting') log.info(`${detail}; the host goes on`);
    await removeSaved(saved);
  } catch (error) {
    log.warning(
      `${name} could not be deleted: ${apiMessage(error)}. Try it again: ephemeral-vcluster delete ${name}`,
    );
  }
}
