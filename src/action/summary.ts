import * as core from '@actions/core';
import { CLUSTER_ID } from '../core/cluster/labels.ts';
import { type ClusterIntent, candidatesOf } from '../core/cluster/ref.ts';
import type { Cluster } from '../core/create/cluster.ts';
import type { CollectedDiagnostics } from '../core/diagnostics/collect.ts';
import type { Disruption } from '../core/diagnostics/disruption.ts';
import { formatSeconds } from '../core/duration.ts';
import { creationTime } from '../outputs/outputs.ts';
import { workflowLog } from './log.ts';
import type { State } from './state.ts';

/** Describes the new cluster: its versions, its host, how long each phase took, and how to connect to it. */
export function createdSummary(cluster: Cluster, kubeconfig: string): string {
  const phases = cluster.phases.map(
    ({ name, milliseconds }) => `${name} ${formatSeconds(milliseconds)}`,
  );
  return `### Kubernetes ${cluster.kubernetesVersion} in ${formatSeconds(creationTime(cluster))}

| | |
| --- | --- |
| virtual cluster | \`${cluster.name}\`, vcluster ${cluster.vclusterVersion} |
| host | namespace \`${cluster.namespace}\`, Kubernetes ${cluster.hostKubernetesVersion} |
| connection | ${cluster.connect}, \`KUBECONFIG=${kubeconfig}\` |
| time | ${phases.join(' · ')} |
| expires | ${cluster.expiresAt.toISOString()} at the latest |

From another machine: \`vcluster connect ${cluster.name} --namespace ${cluster.namespace}\`
`;
}

type Leftover = Pick<State, 'ref' | 'lease'>;

/** Says until when a cluster stays whose clean-up did not finish: its keeper ends with the job, if it has not ended before. */
export const leaseSentence = ({ lease }: Pick<Leftover, 'lease'>): string =>
  `The host cluster deletes it when its lease expires, at the latest ${Math.ceil(lease / 1_000)} s after the end of the job.`;

/** Names a cluster whose clean-up did not finish, with the reason and the command that deletes it. */
export const leftoverSummary = ({ ref, lease }: Leftover, problem: string): string =>
  `### Not deleted: virtual cluster \`${ref.name}\`

${problem}

${leaseSentence({ lease })} To delete it now:

\`\`\`sh
${deleteCommand(ref)}
\`\`\`
`;

/** Says what the host cluster did to the control plane during the job. */
export const disruptionSummary = (
  { name }: Pick<ClusterIntent, 'name'>,
  { stateLost, detail }: Disruption,
): string =>
  `### ${stateLost ? 'Lost' : 'Restarted'}: virtual cluster \`${name}\`

${cell(detail)}
`;

/** The command that deletes the cluster: with its namespace, or with the lease that owns it in each namespace that it may be in. */
export const deleteCommand = (intent: ClusterIntent): string =>
  candidatesOf(intent)
    .map(({ namespace, ownNamespace, id }) =>
      ownNamespace
        ? `kubectl delete namespace ${namespace}`
        : // By label: another job may use the namespace now, with a lease of the same name.
          `kubectl --namespace ${namespace} delete job --selector ${CLUSTER_ID}=${id}`,
    )
    .join('\n');

/** The runner accepts at most 1 MiB per summary, and a longer table is hard to read. */
const MOST_PODS = 50;
const LONGEST_CELL = 300;

/** Lists the pods that are not ready, with the reasons, and names the folder of the diagnostics. */
export function diagnosticsSummary(
  name: string,
  { folder, notReadyPods, notes }: CollectedDiagnostics,
): string {
  const rows = notReadyPods
    .slice(0, MOST_PODS)
    .map((pod) => `| ${cell(pod.namespace)} | ${cell(pod.name)} | ${cell(pod.reason)} |`);
  const more = notReadyPods.length - rows.length;
  return `### Diagnostics of \`${name}\`

${rows.length > 0 ? ['| namespace | pod that is not ready | reason |', '| --- | --- | --- |', ...rows].join('\n') : 'All pods that were found are ready.'}
${more > 0 ? `\nand ${more} more\n` : ''}
Objects, events and logs are in \`${folder}\`${notes.length > 0 ? `; its README.md lists what could not be collected (${notes.length})` : ''}.
`;
}

/** Escapes an untrusted text for a table cell, so that it contains no markup, link or image. */
export function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const short = line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL)}…` : line;
  return short.replace(/[\\`*_{}[\]<>()#!|~&$]/g, '\\$&');
}

let written: Promise<unknown> = Promise.resolve();

/** Appends to the job summary, if the runner has one. If that fails, only logs a warning: the cluster works. Calls run one after another, because @actions/core has only one buffer. */
export async function writeSummary(text: string): Promise<void> {
  if (!process.env.GITHUB_STEP_SUMMARY) return;
  written = written
    .then(() => core.summary.addRaw(text).write())
    .catch((error: Error) => {
      core.summary.emptyBuffer();
      workflowLog.warning(`The job summary could not be written: ${error.message}`);
    });
  await written;
}
