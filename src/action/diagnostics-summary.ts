import type { CollectedDiagnostics } from '../core/diagnostics/collect.ts';

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
