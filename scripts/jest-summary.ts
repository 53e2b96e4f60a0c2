/** The counts that jest gives to a reporter when all is over. */
interface Counts {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numRuntimeErrorTestSuites: number;
}

/** The one line that a machine, or a hurried person, wants to know of a jest run. */
export function summaryLine(counts: Counts): string {
  // A file that does not even load has failed, though none of its tests has run.
  const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : '';
  return `${counts.numPassedTests} passed, ${failed} failed${skipped}`;
}

/** A jest reporter that prints it at the very end, after jest's own summary. */
export default class Summary {
  onRunComplete(_contexts: unknown, counts: Counts): void {
    process.once('exit', () => process.stdout.write(`${summaryLine(counts)}\n`));
  }
}
