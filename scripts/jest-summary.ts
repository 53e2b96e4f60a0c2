import { appendFileSync } from 'node:fs';

/** The counts that jest passes to a reporter at the end of the run. */
interface Counts {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numRuntimeErrorTestSuites: number;
}

/** The variable with the path of a file to which each run of jest adds its counts as a line of JSON. */
export const COUNTS_FILE = 'EPHEMERAL_VCLUSTER_COUNTS';

/** Returns the result of runs of jest in one line, for CI and for people. */
export function summaryLine(runs: readonly Counts[]): string {
  const sum = (count: keyof Counts) => runs.reduce((all, run) => all + run[count], 0);
  // A file that does not load counts as failed, although none of its tests has run.
  const failed = sum('numFailedTests') + sum('numRuntimeErrorTestSuites');
  const pending = sum('numPendingTests');
  const skipped = pending > 0 ? `, ${pending} skipped` : '';
  return `${sum('numPassedTests')} passed, ${failed} failed${skipped}`;
}

/** Returns the counts in the text of such a file. */
export const readCounts = (text: string): Counts[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** A jest reporter that keeps the counts for that line. */
export default class Summary {
  onRunComplete(_contexts: unknown, counts: Counts): void {
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = counts;
    const own = { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites };
    const file = process.env[COUNTS_FILE];
    if (file) appendFileSync(file, `${JSON.stringify(own)}\n`);
  }
}
