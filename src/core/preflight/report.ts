import type { Finding } from './finding.ts';

const SIGNS = { ok: '✓', warning: '!', problem: '✗', unknown: '?' };

/** What a finding is about: `quota`, or `quota of ci-1` where there are several places. */
export const nameOf = ({ check, namespace }: Finding): string =>
  namespace ? `${check} of ${namespace}` : check;

/** One finding in one line, and its hint in another. */
export const formatFinding = (finding: Finding): string =>
  `${nameOf(finding)}: ${finding.detail}${finding.hint ? `\n  ${finding.hint}` : ''}`;

/** The findings for people, as plain text. */
export const formatFindings = (findings: readonly Finding[]): string =>
  findings.map((finding) => `${SIGNS[finding.state]} ${formatFinding(finding)}`).join('\n');
