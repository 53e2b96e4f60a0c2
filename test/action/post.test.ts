import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { isKept } from '../../src/action/post.ts';
import { keeperFiles } from '../../src/core/keeper/config.ts';
import { Failure, type FakeHost, startFakeHost, unreachableHost } from './support/fake-host.ts';
import { newRunnerTemp, runPost } from './support/run-action.ts';
import { asSaved, stateOf } from './support/state.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

const NAMESPACE = '/api/v1/namespaces/vcluster-ci-1';
const LEASE = '/apis/batch/v1/namespaces/vcluster-ci-1/jobs/ephemeral-vcluster';

/** A host with one namespace that the cluster `id` created. The namespace and its lease are gone after the deletion. */
function startHostWithNamespace(id: string): Promise<FakeHost> {
  let deleted = false;
  return startFakeHost((request) => {
    if (request === `DELETE ${NAMESPACE}`) deleted = true;
    if (request.startsWith('DELETE')) return {};
    if (request === `GET ${NAMESPACE}/pods`) return { items: [] };
    const isThere = [NAMESPACE, LEASE].some((path) => request === `GET ${path}`) && !deleted;
    return isThere
      ? { metadata: { uid: 'uid', labels: { 'ephemeral-vcluster/id': id } } }
      : undefined;
  });
}

function fileWith(kubeconfig: string): string {
  const path = join(newRunnerTemp(), 'kubeconfig');
  writeFileSync(path, kubeconfig, { mode: 0o600 });
  return path;
}

test('deletes with its own copy of the host kubeconfig, never with KUBECONFIG', async () => {
  await using host = await startHostWithNamespace('our-id');
  await using virtual = await startFakeHost();
  const kubeconfig = join(newRunnerTemp(), 'virtual');
  writeFileSync(kubeconfig, virtual.kubeconfig);
  const state = stateOf(host.kubeconfig);
  const { code, log } = await runPost({ state: asSaved(state), env: { KUBECONFIG: kubeconfig } });
  expect(code).toBe(0);
  expect(log).toContain('ci-1 is gone');
  expect(host.requests).toContain(`DELETE ${NAMESPACE}`);
  expect(virtual.requests).toEqual([]);
  expect(existsSync(state.workDir)).toBe(false);
});

test('a foreign namespace with the same name is not changed, and the log reports it', async () => {
  await using host = await startHostWithNamespace('another-id');
  const { code, log } = await runPost({ state: asSaved(stateOf(host.kubeconfig)) });
  expect(code).toBe(0);
  expect(host.requests).toEqual([`GET ${LEASE}`, `GET ${NAMESPACE}`]);
  expect(log).toContain(
    '::warning::namespace vcluster-ci-1 is not the one that was created for ci-1',
  );
});

test('after a step was killed, its namespace in a pool is found by the cluster id', async () => {
  const jobs = (namespace: string) => `/apis/batch/v1/namespaces/${namespace}/jobs`;
  const lease = (namespace: string) => `${jobs(namespace)}/ephemeral-vcluster`;
  const ids: Record<string, string> = { 'ci-1': 'another-id', 'ci-2': 'our-id' };
  let deleted = false;
  await using host = await startFakeHost((request) => {
    if (request === `DELETE ${lease('ci-2')}`) deleted = true;
    const found = Object.keys(ids).find((namespace) => request === `GET ${lease(namespace)}`);
    if (found && !(deleted && found === 'ci-2'))
      return { metadata: { uid: found, labels: { 'ephemeral-vcluster/id': ids[found] } } };
    return request.endsWith('/ephemeral-vcluster') ? undefined : { items: [] };
  });
  const { expiresAt: _, ...state } = stateOf(host.kubeconfig);
  const ref = { name: 'ci-1', ownNamespace: false, id: 'our-id' };
  const pooled = { ...ref, namespaces: ['ci-1', 'ci-2', 'ci-3'] as const };
  const { code, log } = await runPost({ state: asSaved({ ...state, ref: pooled }) });
  expect(code).toBe(0);
  expect(log).toContain('ci-1 is gone');
  expect(host.requests.filter((request) => request.startsWith('DELETE'))).toEqual([
    `DELETE ${jobs('ci-1')}/ephemeral-vcluster-turn-our-id`,
    `DELETE ${lease('ci-2')}`,
  ]);
});

test('after a step was killed before it took a namespace of a pool, there is nothing to delete', async () => {
  await using host = await startFakeHost();
  const { expiresAt: _, ...state } = stateOf(host.kubeconfig);
  const ref = { name: 'ci-1', ownNamespace: false, id: 'our-id', namespaces: ['a', 'b'] as const };
  const { code, log } = await runPost({ state: asSaved({ ...state, ref }) });
  expect(code).toBe(0);
  expect(log).toContain('there is no virtual cluster ci-1 in any of the namespaces a, b');
  expect(log).not.toContain('::warning::');
});

test('a cluster that is gone before the clean-up is a warning, not a failure', async () => {
  await using host = await startFakeHost();
  const { code, log } = await runPost({ state: asSaved(stateOf(host.kubeconfig)) });
  expect(code).toBe(0);
  expect(log).toContain('::warning::there is no virtual cluster ci-1');
});

test('each of several clusters is deleted, even if the clean-up of another one fails', async () => {
  await using host = await startHostWithNamespace('our-id');
  const lost = { name: 'ci-2', namespace: 'vcluster-ci-2', ownNamespace: true, id: 'id-2' };
  const states = [stateOf(host.kubeconfig), stateOf(await unreachableHost(), { ref: lost })];
  const { code, log } = await runPost({ state: asSaved(...states) });
  expect(code).toBe(0);
  expect(log).toContain('ci-1: ci-1 is gone');
  expect(log).toContain('::warning::The clean-up of ci-2 did not finish: connect ECONNREFUSED');
  expect(states.map(({ workDir }) => existsSync(workDir))).toEqual([false, false]);
});

test('after a creation that did not begin, the host is not asked', async () => {
  await using host = await startFakeHost();
  const { begun: _, expiresAt: __, ...state } = stateOf(host.kubeconfig);
  const { code, log } = await runPost({ state: asSaved(state) });
  expect(code).toBe(0);
  expect(host.requests).toEqual([]);
  expect(log).toContain('Nothing was created for ci-1.');
  expect(log).not.toContain('::warning::');
  expect(existsSync(state.workDir)).toBe(false);
});

describe('after a step of the job has emptied RUNNER_TEMP', () => {
  const wipe = ({ workDir }: { workDir: string }) => rmSync(workDir, { recursive: true });

  test.each([
    ['host-kubeconfig', (text: string) => text],
    ['host-kubeconfig-path', fileWith],
  ])('the cluster is deleted by the input %s', async (input, value) => {
    await using host = await startHostWithNamespace('our-id');
    const state = stateOf(host.kubeconfig);
    wipe(state);
    const { code, log } = await runPost({
      state: asSaved(state),
      inputs: { [input]: value(host.kubeconfig) },
    });
    expect(code).toBe(0);
    expect(host.requests).toContain(`DELETE ${NAMESPACE}`);
    expect(log).toContain('ci-1 is gone');
  });

  test('without such an input, a warning says what was lost and what deletes the cluster', async () => {
    await using host = await startHostWithNamespace('our-id');
    const state = stateOf(host.kubeconfig);
    wipe(state);
    const env = { KUBECONFIG: fileWith(host.kubeconfig) };
    const { code, log } = await runPost({ state: asSaved(state), env });
    expect(code).toBe(0);
    expect(host.requests).toEqual([]);
    expect(log).toContain(
      `::warning::The clean-up of ci-1 did not finish: a step of the job deleted ${state.workDir}`,
    );
    expect(log).toContain(
      'The host cluster deletes it when its lease expires, at the latest 300 s after the end of the job.',
    );
  });
});

test('a second clean-up does nothing', async () => {
  await using host = await startHostWithNamespace('our-id');
  const state = asSaved(stateOf(host.kubeconfig));
  await runPost({ state });
  const { length } = host.requests;
  const { code, log } = await runPost({ state });
  expect(code).toBe(0);
  expect(log).toContain('The clean-up has already run.');
  expect(host.requests).toHaveLength(length);
});

test('an unreachable host is a warning with the command that deletes the cluster', async () => {
  const state = stateOf(await unreachableHost());
  const summary = join(newRunnerTemp(), 'summary.md');
  writeFileSync(summary, '');
  const { code, log } = await runPost({
    state: asSaved(state),
    env: { GITHUB_STEP_SUMMARY: summary },
  });
  expect(code).toBe(0);
  expect(log).toContain('::warning::The clean-up of ci-1 did not finish: connect ECONNREFUSED');
  expect(log).toContain('kubectl delete namespace vcluster-ci-1');
  expect(existsSync(state.workDir)).toBe(false);
});

test('with cleanup-failure: fail, an unreachable host is an error', async () => {
  const state = stateOf(await unreachableHost(), { cleanupFailure: 'fail' });
  const { code, log } = await runPost({ state: asSaved(state) });
  expect(code).toBe(1);
  expect(log.match(/^::error::/gm)).toHaveLength(1);
});

test('cleanup: never moves the deadline to the hard limit and deletes nothing', async () => {
  const labels = { 'ephemeral-vcluster/id': 'our-id' };
  const annotations = { 'ephemeral-vcluster/ttl-seconds': '21600' };
  const metadata = { uid: 'uid', labels, annotations };
  const spec = { parallelism: 0, ttlSecondsAfterFinished: 0, activeDeadlineSeconds: 21_600 };
  await using host = await startFakeHost(() => ({ metadata, spec }));
  const { code, log } = await runPost({
    state: asSaved(stateOf(host.kubeconfig, { cleanup: 'never' })),
  });
  expect(code).toBe(0);
  const writes = host.requests.filter((request) => !request.startsWith('GET'));
  expect(writes).toEqual([`PATCH ${LEASE}`]);
  expect(log).toContain('ci-1 is kept until 2026-01-01T06:00:00.000Z');
});

test('a keeper whose files a step deleted cannot move the deadline of a kept cluster back', async () => {
  const labels = { 'ephemeral-vcluster/id': 'our-id' };
  const annotations = { 'ephemeral-vcluster/ttl-seconds': '21600' };
  const metadata = { uid: 'uid', labels, annotations };
  const spec = { parallelism: 0, ttlSecondsAfterFinished: 0, activeDeadlineSeconds: 21_600 };
  await using host = await startFakeHost(() => ({ metadata, spec }));
  const { workDir, ...state } = stateOf(host.kubeconfig, { cleanup: 'never' });
  const config = keeperFiles(workDir, 'ci-1').config;
  const keeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', config]);
  await once(keeper, 'spawn');
  const ended = once(keeper, 'exit');
  rmSync(workDir, { recursive: true });
  const { log } = await runPost({
    state: asSaved({ ...state, workDir, keeperPid: Number(keeper.pid) }),
    env: { 'INPUT_HOST-KUBECONFIG': host.kubeconfig },
  });
  expect(log).toContain('ci-1 is kept until');
  expect(await ended).toEqual([null, 'SIGTERM']);
});

test('a cluster is kept although the host fails for a moment', async () => {
  const labels = { 'ephemeral-vcluster/id': 'our-id' };
  const annotations = { 'ephemeral-vcluster/ttl-seconds': '21600' };
  const metadata = { uid: 'uid', labels, annotations };
  const spec = { parallelism: 0, ttlSecondsAfterFinished: 0, activeDeadlineSeconds: 21_600 };
  const failures = new Map([
    [`GET ${LEASE}`, 503],
    [`PATCH ${LEASE}`, 500],
  ]);
  await using host = await startFakeHost((request) => {
    const status = failures.get(request);
    failures.delete(request);
    return status ? new Failure(status) : { metadata, spec };
  });
  const { log } = await runPost({
    state: asSaved(stateOf(host.kubeconfig, { cleanup: 'never' })),
  });
  expect(host.requests.map((request) => request.split(' ')[0])).toEqual([
    'GET',
    'GET',
    'PATCH',
    'PATCH',
  ]);
  expect(log).toContain('ci-1 is kept until');
});

test.each([
  ['always', 'failure', true, false],
  ['on-success', 'success', true, false],
  ['on-success', 'failure', true, true],
  ['on-success', 'cancelled', true, true],
  ['never', 'success', true, true],
  // A cluster whose creation failed is always deleted.
  ['never', 'failure', false, false],
] as const)('cleanup: %s after %s, usable: %s, keeps: %s', (cleanup, status, usable, kept) => {
  const { expiresAt, ...state } = stateOf('', { cleanup });
  expect(isKept(usable && expiresAt ? { ...state, expiresAt } : state, status)).toBe(kept);
});
