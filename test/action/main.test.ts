import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import type { State } from '../../src/action/state.ts';
import { startFakeHost, TOKEN } from './support/fake-host.ts';
import { newRunnerTemp, runAction, runPost, savedState } from './support/run-action.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

/** Writes a program that reports a supported version of helm, at a path with a blank. */
function fakeHelm(folder: string): string {
  const path = join(folder, 'my helm');
  writeFileSync(path, '#!/bin/sh\necho v3.19.5\n');
  chmodSync(path, 0o755);
  return path;
}

test('the state for the clean-up is saved before the first request to the host', async () => {
  await using host = await startFakeHost();
  const runnerTemp = newRunnerTemp();
  const { code, log } = await runAction({
    inputs: { 'host-kubeconfig': host.kubeconfig, 'helm-path': fakeHelm(runnerTemp) },
    env: { RUNNER_TEMP: runnerTemp, GITHUB_RUN_ID: '42' },
  });
  expect(code).toBe(1);
  expect(host.requests).not.toEqual([]);
  expect(log.indexOf('::save-state name=clusters')).toBeLessThan(log.indexOf('::group::Plan'));
  const [state] = JSON.parse(savedState(log).clusters ?? '') as [State];
  expect(state.ref.name).toMatch(/^ci-42-1-[0-9a-f]{6}$/);
  expect(state.expiresAt).toBeUndefined();
  expect(statSync(state.workDir).mode & 0o777).toBe(0o700);
  expect(statSync(state.hostKubeconfig).mode & 0o777).toBe(0o600);

  const post = await runPost({ state: savedState(log) });
  expect(post.code).toBe(0);
  expect(post.log).toContain('Nothing was created for ci-42-1-');
});

test("the host's token is masked first and never printed", async () => {
  await using host = await startFakeHost();
  const runnerTemp = newRunnerTemp();
  const { log } = await runAction({
    inputs: { 'host-kubeconfig': host.kubeconfig, 'helm-path': fakeHelm(runnerTemp) },
    env: { RUNNER_TEMP: runnerTemp },
  });
  const lines = log.split('\n');
  expect(lines[0]).toBe(`::add-mask::${TOKEN}`);
  expect(lines.slice(1).join('\n')).not.toContain(TOKEN);
});

test('the annotation is one line, and the hint follows it in the log', async () => {
  await using host = await startFakeHost();
  const runnerTemp = newRunnerTemp();
  const { log } = await runAction({
    inputs: { 'host-kubeconfig': host.kubeconfig, 'helm-path': fakeHelm(runnerTemp) },
    env: { RUNNER_TEMP: runnerTemp },
  });
  expect(log).toMatch(
    /^::error::The host cluster \S+ cannot be used: ((?!%0A).)+\nCheck host-kube/m,
  );
  expect(log.match(/::error::/g)).toHaveLength(1);
});

test('a cancelled step ends immediately and leaves its state to the clean-up', async () => {
  let cancel = () => {};
  let cancelledAt = 0;
  await using host = await startFakeHost(() => {
    cancel();
    return {};
  });
  const runnerTemp = newRunnerTemp();
  const { code, log } = await runAction({
    inputs: { 'host-kubeconfig': host.kubeconfig, 'helm-path': fakeHelm(runnerTemp) },
    env: { RUNNER_TEMP: runnerTemp },
    onStart: (child) => {
      cancel = () => {
        cancelledAt ||= Date.now();
        child.kill('SIGINT');
      };
    },
  });
  expect(code).toBe(1);
  expect(Date.now() - cancelledAt).toBeLessThan(10_000);
  expect(savedState(log).clusters).toBeDefined();
});
