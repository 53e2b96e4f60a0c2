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

/** The folder of the diagnostics: next to `workDir`, not in it, because the clean-up removes `workDir` and later steps need the diagnostics. */
export const diagnosticsFolder = ({ workDir, ref }: Pick<State, 'workDir' | 'ref'>): string =>
  join(dirname(workDir), `${ref.name}-diagnostics`);

/** Whether to collect diagnostics after a job with this status. After a failed creation they were already collected. */
export function isWantedAfterJob(state: State, jobStatus: string): state is Usable {
  const { diagnostics, expiresAt } = state;
  if (!expiresAt) return false;
  return diagnostics === 'always' || (diagnostics === 'on-failure' && jobStatus === 'failure');
}

/** Collects diagnostics after the job. Call it while the keeper is running: the cluster is reached through its tunnel. */
export async function collectAfterJob(state: State, log: Log, jobStatus: string): Promise<void> {
  if (isWantedAfterJob(state, jobStatus)) await collect(state, log);
}

/** Collects diagnostics of a cluster whose creation failed. Call it before its objects are deleted. */
export async function collectAfterFailedCreation(
  state: Collecting,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  if (state.diagnostics !== 'never') await collect(state, log, signal);
}

/** Writes the diagnostics to the log and to the summary. If this fails, it only logs a warning. */
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
      for (const pod of collected.notReadyPods) await logPod(pod, collected.folder, log);
      log.info(`collected in ${collected.folder}`);
      if (summary) await writeSummary(diagnosticsSummary(ref.name, collected));
    });
  } catch (error) {
    log.warning(`Could not collect diagnostics of ${ref.name}: ${apiMessage(error)}`);
  }
}

function virtualKubeconfig(path: string): KubeConfig | undefined {
  if (!existsSync(path)) return undefined;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(path);
  return kubeConfig;
}

const LAST_LINES = 10;

/** Logs why a pod is not ready and the last lines of its logs, because the folder can be lost with the runner. */
async function logPod(
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
