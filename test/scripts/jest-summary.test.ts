import { expect, test } from '@jest/globals';
import { summaryLine } from '../../scripts/jest-summary.ts';

const results = (numPassedTests: number, numFailedTests = 0, numPendingTests = 0, broken = 0) => ({
  numPassedTests,
  numFailedTests,
  numPendingTests,
  numRuntimeErrorTestSuites: broken,
});

test.each([
  [results(3), '3 passed, 0 failed'],
  [results(3, 1), '3 passed, 1 failed'],
  [results(3, 1, 2), '3 passed, 1 failed, 2 skipped'],
  [results(3, 0, 0, 1), '3 passed, 1 failed'],
])('%j is "%s"', (given, line) => {
  expect(summaryLine(given)).toBe(line);
});
