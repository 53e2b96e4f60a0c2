import type { Finding } from './finding.ts';

const SYMBOLS = { ok: '✓', warning: '!', problem: '✗', unknown: '?' };

/** Returns the title of a finding: `quota`, or `quota of ci-1` if there are several namespaces. */
export const nameOf = ({ check, namespace }: Finding): string =>
  namespace ? `${check} of ${namespace}` : check;

/** Formats a finding as one line, with its hint on a second line. */
export const formatFinding = (finding: Finding): string =>
  `${nameOf(finding)}: ${finding.detail}${finding.hint ? `\n  ${finding.hint}` : ''}`;

/** Formats the findings as plain text for people. */
export const formatFindings = (findings: readonly Finding[]): string =>
  findings.map((finding) => `${SYMBOLS[finding.state]} ${formatFinding(finding)}`).join('\n');
