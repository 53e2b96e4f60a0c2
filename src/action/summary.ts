import * as core from '@actions/core';
import { CLUSTER_ID } from '../core/cluster/labels.ts';
import { type ClusterIntent, candidatesOf } from '../core/cluster/ref.ts';
import type { Cluster } from '../core/create/cluster.ts';
import type { CollectedDiagnostics } from '../core/diagnostics/collect.ts';
import { formatSeconds } from '../core/duration.ts';
import { creationTime } from '../outputs/outputs.ts';

/** What was made, where, how long each part of it took, and how to reach it. */
export function createdSummary(cluster: Cluster, kubeconfig: string): string {
  const phases = cluster.phases.map(
    ({ name, milliseconds }) => `${name} ${formatSeconds(milliseconds)}`,
  );
  return `### Kubernetes ${cluster.kubernetesVersion} in ${formatSeconds(creationTime(cluster))}

| | |
| --- | --- |
| virtual cluster | \`${cluster.name}\`, vcluster ${cluster.vclusterVersion} |
| host | namespace \`${cluster.namespace}\`, Kubernetes ${cluster.hostKubernetesVersion} |
| reached by | ${cluster.connect}, \`KUBECONFIG=${kubeconfig}\` |
| time | ${phases.join(' · ')} |
| gone by | ${cluster.expiresAt.toISOString()} at the latest |

From elsewhere: \`vcluster connect ${cluster.name} --namespace ${cluster.namespace}\`
`;
}

/** What is left after a clean-up that did not do all, and what to do about it. */
export const leftoverSummary = (ref: ClusterIntent, problem: string): string =>
  `### Left over: virtual cluster \`${ref.name}\`

${problem}

The host deletes it when its lease ends. To do it now:

\`\`\`sh
${deleteCommand(ref)}
\`\`\`
`;

/** Deletes the cluster by hand: with its namespace, or with the lease that owns it, in whichever namespace that is. */
export const deleteCommand = (intent: ClusterIntent): string =>
  candidatesOf(intent)
    .map(({ namespace, ownNamespace, id }) =>
      ownNamespace
        ? `kubectl delete namespace ${namespace}`
        : // By its label: by now another job may have the namespace, and a lease of the same name.
          `kubectl --namespace ${namespace} delete job --selector ${CLUSTER_ID}=${id}`,
    )
    .join('\n');

/** More is no overview, and the runner takes summaries up to 1 MiB only. */
const MOST_PODS = 50;
const LONGEST_CELL = 300;

/** Which pods are not ready and why, and where to read on. */
export function diagnosticsSummary(
  name: string,
  { folder, notReadyPods, notes }: CollectedDiagnostics,
): string {
  const rows = notReadyPods
    .slice(0, MOST_PODS)
    .map((pod) => `| ${cell(pod.namespace)} | ${cell(pod.name)} | ${cell(pod.reason)} |`);
  const more = notReadyPods.length - rows.length;
  return `### Diagnostics of \`${name}\`

${rows.length > 0 ? ['| namespace | pod that is not ready | why |', '| --- | --- | --- |', ...rows].join('\n') : 'No pod was found that is not ready.'}
${more > 0 ? `\nand ${more} more\n` : ''}
Objects, events and logs are in \`${folder}\`${notes.length > 0 ? `; its README.md says what could not be had (${notes.length})` : ''}.
`;
}

/** A text that is not ours as one cell of a table, and as nothing but text: no markup, no link, no picture. */
export function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const short = line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL)}…` : line;
  return short.replace(/[\\`*_{}[\]<>()#!|~&$]/g, '\\$&');
}

let written: Promise<unknown> = Promise.resolve();

/** Adds to the job summary, where the runner has one. Texts wait for each other: @actions/core has one buffer for all. */
export async function writeSummary(text: string): Promise<void> {
  if (!process.env.GITHUB_STEP_SUMMARY) return;
  written = written.then(() => core.summary.addRaw(text).write());
  await written;
}
