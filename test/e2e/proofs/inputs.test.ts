import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { newRunnerTemp, runAction } from '../../action/support/run-action.ts';
import { localRuntime } from '../../support/local-runtime.ts';
import { figures } from '../support/figures.ts';
import { type RecordingProxy, startRecordingProxy } from '../support/host/recording-proxy.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';
import { type BadInput, HOSTILE, MARKER, SECRET } from './inputs/bad-input.ts';
import { badFiles } from './inputs/files.ts';
import { badHosts } from './inputs/hosts.ts';
import { faultOf, tryInputs } from './inputs/try-inputs.ts';
import { badValues } from './inputs/values.ts';
import { badWords } from './inputs/words.ts';

/** Invalid inputs on the real host: each is rejected with a clear error, and none changes the host. */
jest.setTimeout(600_000);

let host: TestHost;
let proxy: RecordingProxy;
let good: Record<string, string>;
let tried = 0;
let slowest = 0;

beforeAll(async () => {
  host = await openTestHost();
  proxy = await startRecordingProxy(host.runtime.hostCluster);
  const { helm, chart, vclusterVersion } = host.tools;
  good = {
    name: host.spec().name,
    'host-kubeconfig': proxy.kubeconfig,
    'helm-path': helm,
    chart,
    'vcluster-version': vclusterVersion,
  };
});

afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

/** Tries these inputs, and returns what is wrong with the errors. */
async function faultsOf(inputs: BadInput[]): Promise<string[]> {
  const { helm, workDir } = host.runtime;
  const runtime = localRuntime({ kubeconfig: host.kubeconfig, helm, workDir });
  const faults: string[] = [];
  for (const bad of inputs) {
    const refusal = await tryInputs(runtime, { ...good, ...bad.inputs });
    tried++;
    slowest = Math.max(slowest, refusal.milliseconds);
    const fault = faultOf(bad, refusal, [SECRET, proxy.token]);
    if (fault) faults.push(`${bad.what}: ${fault.slice(0, 500)}`);
  }
  return faults;
}

test('invalid words, numbers and durations are rejected with a clear error', async () => {
  expect(await faultsOf(badWords)).toEqual([]);
});

test('invalid values are rejected with a clear error', async () => {
  expect(await faultsOf(badValues(host.runtime.workDir))).toEqual([]);
});

test('invalid charts, programs and paths are rejected with a clear error', async () => {
  expect(await faultsOf(await badFiles(host.runtime.workDir))).toEqual([]);
});

test('invalid kubeconfigs of the host are rejected with a clear error', async () => {
  expect(await faultsOf(badHosts(host.runtime.workDir))).toEqual([]);
});

/** The same in a process like the runner's. Texts in the environment contain no NUL and are not long. */
test('the built action fails with one error, without a stack and without commands from the input', async () => {
  const large = join(host.runtime.workDir, 'large.yaml');
  writeFileSync(large, `a: "${'x'.repeat(10_000_000)}"`);
  const uses: Record<string, string>[] = [
    { name: HOSTILE['a workflow command'] ?? '' },
    { namespace: HOSTILE['a shell command'] ?? '' },
    { 'kubernetes-version': HOSTILE['an option'] ?? '' },
    { 'vcluster-version': '0.30.0/../../evil' },
    { ttl: '99999999999999999999h' },
    { values: '__proto__: { polluted: true }' },
    { values: 'a: &a\n  b: *a' },
    { 'values-file': large },
    { chart: HOSTILE['a password'] ?? '' },
    { chart: '/dev/zero' },
    { 'host-kubeconfig': `token: [${SECRET}` },
    { 'host-context': 'a\n::error::b' },
  ];
  for (const use of uses) {
    const { code, log } = await runAction(
      { inputs: { ...good, ...use }, env: { RUNNER_TEMP: newRunnerTemp() } },
      'dist/index.js',
    );
    tried++;
    expect(code).toBe(1);
    expect(log.match(/^\s*::error::/gm)).toHaveLength(1);
    expect(log).not.toMatch(/^\s*::set-output name=b::/m);
    expect(log).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(log).not.toContain(SECRET);
    expect(log.replaceAll(`::add-mask::${proxy.token}`, '')).not.toContain(proxy.token);
  }
});

test('none of these inputs changed the host', () => {
  expect(proxy.writes).toEqual([]);
  expect(existsSync(MARKER)).toBe(false);
  figures(
    'inputs',
    `${tried} invalid inputs`,
    'each rejected with a clear error',
    `${proxy.writes.length} writes to the host`,
    `slowest ${(slowest / 1_000).toFixed(1)} s`,
  );
});
