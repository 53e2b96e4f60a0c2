/** The counts that jest passes to a reporter at the end of the run. */
interface Counts {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numRuntimeErrorTestSuites: number;
}

/** Returns the result of a jest run in one line, for CI and for people. */
export function summaryLine(counts: Counts): string {
  // A file that does not load counts as failed, although none of its tests has run.
  const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : '';
  return `${counts.numPassedTests} passed, ${failed} failed${skipped}`;
}

/** A jest reporter that prints this line last, after jest's own summary. */
export default class Summary {
  onRunComplete(_contexts: unknown, counts: Counts): void {
    process.once('exit', () => process.stdout.write(`${summaryLine(counts)}\n`));
  }
}
