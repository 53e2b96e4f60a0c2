import * as core from '@actions/core';
import { CLUSTER_ID } from '../core/cluster/labels.ts';
import { type ClusterIntent, candidatesOf } from '../core/cluster/ref.ts';
import type { Cluster } from '../core/create/cluster.ts';
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

let written: Promise<unknown> = Promise.resolve();

/** Adds to the job summary, where the runner has one. Texts wait for each other: @actions/core has one buffer for all. */
export async function writeSummary(text: string): Promise<void> {
  if (!process.env.GITHUB_STEP_SUMMARY) return;
  written = written.then(() => core.summary.addRaw(text).write());
  await written;
}
