import * as core from '@actions/core';
import type { Cluster } from '../core/cluster.ts';
import { createCluster } from '../core/create.ts';
import { type ClusterRef, newIntent } from '../core/ref.ts';
import { exportedVariables } from '../faces/exported-kubeconfig.ts';
import { hostSecrets, keepHostKubeconfig } from '../faces/host-kubeconfig.ts';
import { type Inputs, readInputs } from '../faces/inputs.ts';
import { outputsOf } from '../faces/outputs.ts';
import { placeKubeconfig } from '../faces/place-kubeconfig.ts';
import { collectAfterFailedCreation, diagnosticsFolder } from './diagnostics.ts';
import { makeHost, makeWorkDir } from './host.ts';
import { workflowLog } from './log.ts';
import { defaultName } from './name.ts';
import { type State, saveState } from './state.ts';
import { createdSummary, writeSummary } from './summary.ts';

/** The step itself: a virtual cluster that the following steps of the job can use. */
export async function main(): Promise<void> {
  const inputs = readInputs({
    getInput: core.getInput,
    env: process.env,
    defaultName: defaultName(process.env),
  });
  for (const secret of hostSecrets(inputs.host.kubeConfig)) core.setSecret(secret);
  // helm and the keeper would inherit it, and anybody who lists the environments of processes see it.
  delete process.env['INPUT_HOST-KUBECONFIG'];

  const state = await decide(inputs);
  // Before anything exists, so that the clean-up finds even a half-made cluster.
  saveState(core, state);
  // Set at once, since steps after a failed one want to keep what is in it.
  core.setOutput('diagnostics', diagnosticsFolder(state));

  const found = await core.group('Find the host cluster and helm', () => prepare(inputs, state));
  const onFailure = (ref: ClusterRef) =>
    collectAfterFailedCreation({ ...state, ref }, found.signal);
  const host = { ...found, onFailure };
  const cluster = await createCluster(host, inputs.spec, state.ref);
  const { ref, expiresAt } = cluster;
  saveState(core, { ...state, ref, expiresAt: expiresAt.toISOString() });
  await publish(cluster, inputs);
}

async function decide(inputs: Inputs): Promise<State> {
  const {
    spec,
    host,
    kubeconfigPath,
    cleanup,
    cleanupFailure,
    cleanupTimeout,
    diagnostics,
    summary,
  } = inputs;
  const workDir = await makeWorkDir(process.env);
  return {
    ref: newIntent(spec),
    workDir,
    hostKubeconfig: await keepHostKubeconfig(host.kubeConfig, workDir),
    ...(kubeconfigPath && { kubeconfigPath }),
    cleanup,
    cleanupFailure,
    cleanupTimeout,
    diagnostics,
    summary,
  };
}

async function prepare(inputs: Inputs, { workDir, hostKubeconfig }: State) {
  const { kubeConfig, origin } = inputs.host;
  const { server } = kubeConfig.getCurrentCluster() ?? {};
  workflowLog.info(
    `host cluster ${server}: context ${kubeConfig.getCurrentContext()} of ${origin}`,
  );
  return makeHost(inputs, { workDir, kubeconfigFile: hostKubeconfig });
}

/** Tells the following steps, and people. */
async function publish(cluster: Cluster, inputs: Inputs): Promise<void> {
  const kubeconfig = await placeKubeconfig(cluster, inputs.kubeconfigPath);
  for (const [name, value] of Object.entries(outputsOf(cluster, kubeconfig))) {
    core.setOutput(name, value);
  }
  if (inputs.exportKubeconfig) {
    for (const variable of exportedVariables(kubeconfig, process.env)) {
      core.exportVariable(...variable);
    }
  }
  if (inputs.summary) await writeSummary(createdSummary(cluster, kubeconfig));
}
