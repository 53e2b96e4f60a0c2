import { readdirSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';
import { startFakeHost } from '../action/support/fake-host.ts';
import { newRunnerTemp, runAction, runPost, savedState } from '../action/support/run-action.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

test('one error contains all problems of all inputs, and no request reaches the host', async () => {
  await using host = await startFakeHost();
  const runnerTemp = newRunnerTemp();
  const { code, log } = await runAction({
    inputs: {
      'host-kubeconfig': host.kubeconfig,
      'host-context': 'three',
      'kubernetes-version': 'newest',
      values: 'a: 1',
      'values-file': '/no/such/file',
      'versions-file': '/no/such/table',
      ttl: 'long',
      cleanup: 'sometimes',
      'export-kubeconfig': 'maybe',
      'kubeconfig-path': import.meta.filename,
    },
    env: { RUNNER_TEMP: runnerTemp },
  });
  expect(code).toBe(1);
  for (const part of [
    'host-context: "three" was given; it must be one of the contexts of host-kubeconfig: one, two',
    'kubernetes-version: "newest"',
    'values: must be left out if values-file is given',
    'values-file: "/no/such/file"',
    'versions-file: "/no/such/table"',
    'ttl: "long"',
    'cleanup: "sometimes"',
    'export-kubeconfig: "maybe"',
    'kubeconfig-path: ',
    'nothing was created',
  ]) {
    expect(log).toContain(part);
  }
  expect(log.match(/::error::/g)).toHaveLength(1);
  expect(host.requests).toEqual([]);
  expect(readdirSync(runnerTemp)).toEqual([]);
});

test('the clean-up after bad inputs has nothing to do', async () => {
  const main = await runAction({ inputs: { ttl: 'long' } });
  const { code, log } = await runPost({ state: savedState(main.log) });
  expect(code).toBe(0);
  expect(log).toBe('The step did not request a cluster; there is nothing to delete.\n');
});

test('an invalid kubeconfig is not quoted, because it may contain a secret', async () => {
  const { log } = await runAction({ inputs: { 'host-kubeconfig': 'token: [a-secret' } });
  expect(log).toContain('host-kubeconfig: must be the text of a kubeconfig');
  expect(log).not.toContain('a-secret');
});
