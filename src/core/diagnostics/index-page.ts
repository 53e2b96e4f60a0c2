import type { ClusterRef } from '../cluster/ref.ts';
import type { CollectedDiagnostics } from './collect.ts';
import { REDACTED } from './redact.ts';

/** The page that says what is in the folder, and what is missing. */
export const indexOf = (
  { name, namespace }: ClusterRef,
  { notReadyPods, notes }: Pick<CollectedDiagnostics, 'notReadyPods' | 'notes'>,
  files: readonly string[],
): string => `# Diagnostics of the virtual cluster ${name}

\`cluster\` is the virtual cluster as its users see it, \`host\` its namespace ${namespace} in the host cluster.
Secrets and ConfigMaps were not read. What looks like a credential, and the values of all environment variables, are ${REDACTED}.

## Pods that are not ready

${listOf(notReadyPods.map((pod) => `${pod.namespace}/${pod.name}: ${pod.reason}`))}

## What could not be had

${listOf(notes)}

## Files

${listOf(files.toSorted())}
`;

const listOf = (lines: readonly string[]): string =>
  lines.map((line) => `- ${line}`).join('\n') || 'None.';
