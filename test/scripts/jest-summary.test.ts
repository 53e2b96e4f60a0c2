import { expect, test } from '@jest/globals';
import { readCounts, summaryLine } from '../../scripts/jest-summary.ts';

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
  expect(summaryLine([given])).toBe(line);
});

test('several runs are one result', () => {
  const runs = [results(3, 1), results(4, 0, 2)];
  const text = runs.map((it) => `${JSON.stringify(it)}\n`).join('');
  expect(summaryLine(readCounts(text))).toBe('7 passed, 1 failed, 2 skipped');
});
