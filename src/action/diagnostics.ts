import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { collectDiagnostics, type NotReadyPodLogs } from '../core/diagnostics/collect.ts';
import { apiMessage } from '../core/kube/clients.ts';
import type { Log } from '../core/runtime.ts';
import { hostSecrets, loadHostKubeconfig } from '../host-cluster/host-kubeconfig.ts';
import type { State, Usable } from './state.ts';
import { diagnosticsSummary, writeSummary } from './summary.ts';

type Collecting = Pick<Usable, 'ref' | 'workDir' | 'hostKubeconfig' | 'summary' | 'diagnostics'>;

/** Where the diagnostics go: beside our own folder, which the clean-up removes, so that later steps find them. */
export const diagnosticsFolder = ({ workDir, ref }: Pick<State, 'workDir' | 'ref'>): string =>
  join(dirname(workDir), `${ref.name}-diagnostics`);

/** Whether a job that ended so is looked into. A creation that failed was looked into at once. */
export function isWantedAfterJob(state: State, jobStatus: string): state is Usable {
  const { diagnostics, expiresAt } = state;
  if (!expiresAt) return false;
  return diagnostics === 'always' || (diagnostics === 'on-failure' && jobStatus === 'failure');
}

/** Looks into the cluster after the job. To be called while the keeper lives, which is the way to the cluster. */
export async function collectAfterJob(state: State, log: Log, jobStatus: string): Promise<void> {
  if (isWantedAfterJob(state, jobStatus)) await collect(state, log);
}

/** Looks into a cluster that did not come up. To be called before what was made is deleted. */
export async function collectAfterFailedCreation(
  state: Collecting,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  if (state.diagnostics !== 'never') await collect(state, log, signal);
}

/** Says what is wrong in the log, and in the summary. Its own failure is a warning, and nothing more. */
async function collect(state: Collecting, log: Log, signal?: AbortSignal): Promise<void> {
  const { ref, workDir, hostKubeconfig, summary } = state;
  try {
    await log.group(`Collect diagnostics of ${ref.name}`, async () => {
      const host = loadHostKubeconfig(hostKubeconfig);
      const collected = await collectDiagnostics({
        ref,
        host,
        virtual: virtualKubeconfig(join(workDir, `${ref.name}.kubeconfig`)),
        folder: diagnosticsFolder(state),
        secrets: hostSecrets(host),
        ...(signal && { signal }),
      });
      for (const note of collected.notes) log.info(`not collected: ${note}`);
      for (const pod of collected.notReadyPods) await tell(pod, collected.folder, log);
      log.info(`collected in ${collected.folder}`);
      if (summary) await writeSummary(diagnosticsSummary(ref.name, collected));
    });
  } catch (error) {
    log.warning(`No diagnostics of ${ref.name}: ${apiMessage(error)}`);
  }
}

function virtualKubeconfig(path: string): KubeConfig | undefined {
  if (!existsSync(path)) return undefined;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(path);
  return kubeConfig;
}

const LAST_LINES = 10;

/** Why a pod is not ready, and its last words: what a job's machine had in a folder may be gone with it. */
async function tell(
  { namespace, name, reason, logs }: NotReadyPodLogs,
  folder: string,
  log: Log,
): Promise<void> {
  log.info(`not ready: ${namespace}/${name}: ${reason}`);
  for (const file of logs) {
    const lines = (await readFile(join(folder, file), 'utf8')).trimEnd().split('\n');
    for (const line of lines.slice(-LAST_LINES)) log.info(`  ${line}`);
  }
}
