import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { diagnosticsFolder, isWantedAfterJob } from '../../src/action/diagnostics.ts';
import { cell, diagnosticsSummary } from '../../src/action/summary.ts';
import type { Diagnostics } from '../../src/inputs/inputs.ts';
import { stateOf } from './support/state.ts';

test.each<[Diagnostics, string, boolean]>([
  ['on-failure', 'failure', true],
  ['on-failure', 'cancelled', false],
  ['on-failure', 'success', false],
  ['always', 'success', true],
  ['never', 'failure', false],
])('diagnostics: %s after a job with %s: %s', (diagnostics, jobStatus, wanted) => {
  expect(isWantedAfterJob({ ...stateOf(''), diagnostics }, jobStatus)).toBe(wanted);
});

test('the diagnostics of a failed creation are not collected again after the job', () => {
  const { expiresAt: _, ...state } = stateOf('');
  expect(isWantedAfterJob({ ...state, diagnostics: 'always' }, 'failure')).toBe(false);
});

test('the folder is next to the work folder, so that the clean-up does not remove it', () => {
  const state = stateOf('');
  const folder = diagnosticsFolder(state);
  expect(dirname(folder)).toBe(dirname(state.workDir));
  expect(folder).toMatch(/\/ci-1-diagnostics$/);
});

const pod = { namespace: 'default', name: 'web', reason: 'Unschedulable: 0/1 nodes', logs: [] };

test('the summary names the pods that are not ready, and the folder', () => {
  const summary = diagnosticsSummary('ci-1', {
    folder: '/runner/ci-1-diagnostics',
    notReadyPods: [pod],
    notes: ['host: it does not answer'],
  });
  expect(summary).toContain('| default | web | Unschedulable: 0/1 nodes |');
  expect(summary).toContain(
    '`/runner/ci-1-diagnostics`; its README.md lists what could not be collected',
  );
});

test('the summary stays short however many pods there are', () => {
  const notReadyPods = Array.from({ length: 5_000 }, () => ({ ...pod, reason: 'x'.repeat(9_000) }));
  const summary = diagnosticsSummary('ci-1', { folder: '/f', notReadyPods, notes: [] });
  expect(summary.length).toBeLessThan(30_000);
  expect(summary).toContain('and 4950 more');
});

test('the reason of a pod contains no markup', () => {
  expect(cell('a | <img src=x>\n[link](http://x) `code`')).toBe(
    String.raw`a \| \<img src=x\> \[link\]\(http://x\) \`code\``,
  );
});
