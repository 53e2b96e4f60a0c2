import type { ClusterRef } from '../cluster/ref.ts';
import type { CollectedDiagnostics } from './collect.ts';
import { REDACTED } from './redact.ts';

/** Returns the page that lists the content of the folder and what is missing. */
export const indexOf = (
  { name, namespace }: ClusterRef,
  { notReadyPods, notes }: Pick<CollectedDiagnostics, 'notReadyPods' | 'notes'>,
  files: readonly string[],
): string => `# Diagnostics of the virtual cluster ${name}

The folder \`cluster\` describes the virtual cluster, as its users see it. The folder \`host\` describes its namespace ${namespace} on the host cluster.
Secrets and ConfigMaps were not read. Texts that look like credentials, and the values of all environment variables, are replaced by ${REDACTED}.

## Pods that are not ready

${listOf(notReadyPods.map((pod) => `${pod.namespace}/${pod.name}: ${pod.reason}`))}

## Not collected

${listOf(notes)}

## Files

${listOf(files.toSorted())}
`;

const listOf = (lines: readonly string[]): string =>
  lines.map((line) => `- ${line}`).join('\n') || 'None.';
