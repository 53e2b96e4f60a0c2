import type { Finding } from './finding.ts';

const SIGNS = { ok: '✓', warning: '!', problem: '✗', unknown: '?' };

/** One finding in one line, and its cure in another. */
export const formatFinding = ({ check, detail, cure }: Finding): string =>
  `${check}: ${detail}${cure ? `\n  ${cure}` : ''}`;

/** The findings for people, as plain text. */
export const formatFindings = (findings: readonly Finding[]): string =>
  findings.map((finding) => `${SIGNS[finding.state]} ${formatFinding(finding)}`).join('\n');
