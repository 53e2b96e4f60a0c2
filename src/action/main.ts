import * as core from '@actions/core';
import { newIntent } from '../core/cluster/ref.ts';
import type { Cluster } from '../core/create/cluster.ts';
import { createClusters, type Member } from '../core/create/create-clusters.ts';
import type { ClusterSpec } from '../core/spec/spec.ts';
import { hostSecrets, saveHostKubeconfig } from '../host-cluster/host-kubeconfig.ts';
import { type InputsOnHost, readInputs } from '../inputs/inputs.ts';
import type { CommonRuntime } from '../machine/make-runtime.ts';
import { exportedVariables } from '../outputs/exported-kubeconfig.ts';
import { outputsOfAll } from '../outputs/outputs.ts';
import { placeKubeconfig } from '../outputs/place-kubeconfig.ts';
import { collectAfterFailedCreation, diagnosticsFolder } from './diagnostics.ts';
import { workflowLog } from './log.ts';
import { defaultName } from './name.ts';
import { hostOfStep } from './runner-host.ts';
import { actionRuntime, makeWorkDir } from './runtime.ts';
import { type State, saveStates } from './state.ts';
import { createdSummary, writeSummary } from './summary.ts';

/** Runs the step: creates the virtual clusters, usually one, that the following steps of the job use. */
export async function main(): Promise<void> {
  const given = readInputs({
    getInput: core.getInput,
    env: process.env,
    defaultName: defaultName(process.env),
  });
  const inputs = { ...given, host: await hostOfStep(given) };
  for (const secret of hostSecrets(inputs.host.hostCluster)) core.setSecret(secret);
  // Otherwise helm and the keeper inherit it, and any process that can read their environments can see it.
  delete process.env['INPUT_HOST-KUBECONFIG'];

  const wanted = await Promise.all(inputs.specs.map((spec) => decide(inputs, spec)));
  const states = wanted.map(({ state }) => state);
  // Before any object exists, so that the clean-up also finds a cluster that was created in part.
  saveStates(core, states);
  // Set now, because steps that run after a failed creation upload this folder.
  core.setOutput('diagnostics', states.map(diagnosticsFolder).join('\n'));

  const runtime = await core.group('Find the host cluster and helm', () => prepare(inputs));
  const begin = (index: number) => () => {
    states[index] = { ...(states[index] as State), begun: true };
    saveStates(core, states);
  };
  const members = wanted.map((it, index) => ({ ...memberOf(runtime, it), onBegin: begin(index) }));
  const clusters = await createClusters(members);
  saveStates(
    core,
    states.map((state, index) => usable(state, clusters[index])),
  );
  await publish(clusters, inputs);
}

interface Wanted {
  spec: ClusterSpec;
  state: State;
}

async function decide(inputs: InputsOnHost, spec: ClusterSpec): Promise<Wanted> {
  const { host, kubeconfigPath, cleanup, cleanupFailure, cleanupTimeout, diagnostics, summary } =
    inputs;
  const workDir = await makeWorkDir(process.env);
  const state = {
    ref: newIntent(spec),
    workDir,
    hostKubeconfig: await saveHostKubeconfig(host.hostCluster, workDir),
    ...(kubeconfigPath && { kubeconfigPath }),
    lease: spec.lease,
    cleanup,
    cleanupFailure,
    cleanupTimeout,
    diagnostics,
    summary,
  };
  return { spec, state };
}

function prepare(inputs: InputsOnHost): Promise<CommonRuntime> {
  const { hostCluster, origin } = inputs.host;
  const { server } = hostCluster.getCurrentCluster() ?? {};
  workflowLog.info(
    `host cluster ${server}: context ${hostCluster.getCurrentContext()} of ${origin}`,
  );
  return actionRuntime(inputs);
}

function memberOf(common: CommonRuntime, { spec, state }: Wanted): Member {
  const { ref, workDir } = state;
  const onFailure: Member['onFailure'] = (found, log) =>
    collectAfterFailedCreation({ ...state, ref: found }, log, common.signal);
  const explain = state.diagnostics !== 'never';
  return { spec, ref, runtime: { ...common, workDir }, onFailure, explain };
}

/** Adds what the clean-up needs to know about a cluster whose creation succeeded. */
function usable(state: State, cluster: Cluster | undefined): State {
  if (!cluster) return state;
  const { ref, expiresAt, keeperPid } = cluster;
  return { ...state, ref, expiresAt: expiresAt.toISOString(), ...(keeperPid && { keeperPid }) };
}

/** Sets outputs and environment variables for the following steps, and writes the summary. */
async function publish(clusters: readonly Cluster[], inputs: InputsOnHost): Promise<void> {
  const kubeconfig = await placeKubeconfig(clusters, inputs.kubeconfigPath);
  for (const [name, value] of Object.entries(outputsOfAll(clusters, kubeconfig))) {
    core.setOutput(name, value);
  }
  if (inputs.exportKubeconfig) {
    for (const variable of exportedVariables(kubeconfig, process.env)) {
      core.exportVariable(...variable);
    }
  }
  if (!inputs.summary) return;
  await writeSummary(clusters.map((cluster) => createdSummary(cluster, kubeconfig)).join('\n'));
}
