import type { Finding } from './finding.ts';

const SIGNS = { ok: '✓', warning: '!', problem: '✗', unknown: '?' };

/** One finding in one line, and its cure in another. */
export function formatFinding({ check, state, detail, cure }: Finding): string {
  const line = `${SIGNS[state]} ${check}: ${detail}`;
  return cure ? `${line}\n  ${cure}` : line;
}

/** The findings for people, as plain text. */
export const formatFindings = (findings: readonly Finding[]): string =>
  findings.map(formatFinding).join('\n');
