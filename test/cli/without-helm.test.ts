import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { cachedHelm, helmRelease } from '../../src/machine/download-helm.ts';
import { type Answer, startFakeHost } from '../action/support/fake-host.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';
import { runProgram } from '../support/program.ts';

jest.setTimeout(60_000);

/** A host that is reachable, and that refuses everything else. */
const refusing: Answer = (request) =>
  request === 'GET /version' ? { gitVersion: 'v1.34.4', major: '1', minor: '34' } : undefined;

/** Runs `create` on a machine that has no helm on PATH, but one that was downloaded before. */
async function createWith(answer: Answer, flags: readonly string[], cache = newRunnerTemp()) {
  await using host = await startFakeHost(answer);
  const folder = newRunnerTemp();
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, host.kubeconfig, { mode: 0o600 });
  const args = ['create', ...flags, '--chart', '/no/chart', '--state-dir', join(folder, 'state')];
  return await runProgram(process.execPath, ['--no-warnings', 'src/index.ts', ...args], {
    env: {
      HOME: folder,
      PATH: '/nonexistent',
      KUBECONFIG: kubeconfig,
      GITHUB_ACTIONS: '',
      RUNNER_DEBUG: '1',
      RUNNER_TOOL_CACHE: cache,
    },
  });
}

function cacheWithHelm(): string {
  const cache = newRunnerTemp();
  const helm = cachedHelm({ version: '3.19.5', cache }, helmRelease('3.19.5'));
  mkdirSync(dirname(helm), { recursive: true });
  writeFileSync(helm, '#!/bin/sh\nexit 1\n');
  chmodSync(helm, 0o755);
  return cache;
}

test('without helm on PATH, stdout has only data', async () => {
  const { stdout, stderr, exitCode } = await createWith(refusing, ['-o', 'json'], cacheWithHelm());
  expect(stderr).toContain('helm on PATH is missing');
  expect(stdout).toBe('');
  expect(exitCode).not.toBe(0);
});
