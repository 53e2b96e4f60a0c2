import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { type Answer, startFakeHost } from '../action/support/fake-host.ts';
import { remember } from './support/remember.ts';
import { newFolder, runCli, runWith } from './support/run-cli.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

const LABELS = {
  'app.kubernetes.io/managed-by': 'ephemeral-vcluster',
  'ephemeral-vcluster/name': 'ci-1',
  'ephemeral-vcluster/id': 'our-id',
};
const lease = (namespace: string) => ({
  metadata: { name: 'ephemeral-vcluster', namespace, uid: `uid-${namespace}`, labels: LABELS },
});
const leasePath = (namespace: string) =>
  `/apis/batch/v1/namespaces/${namespace}/jobs/ephemeral-vcluster`;

/** A host on which these namespaces, which exist, hold a cluster ci-1. */
function hostWith(...namespaces: string[]): Answer {
  const deleted = new Set<string>();
  return (request) => {
    if (request.startsWith('DELETE')) deleted.add(request.slice('DELETE '.length));
    if (request.startsWith('DELETE')) return {};
    const left = namespaces.filter((it) => !deleted.has(leasePath(it)));
    if (request === 'GET /apis/batch/v1/jobs') return { items: left.map(lease) };
    const found = left.find((it) => request === `GET ${leasePath(it)}`);
    if (found) return lease(found);
    return /namespaces\/[^/]+\/\w+$/.test(request) ? { items: [] } : undefined;
  };
}

test('what is not there is fine, and no news', async () => {
  const { exitCode, stdout } = await runWith(hostWith(), 'delete', 'ci-1');
  expect(stdout).toBe('');
  expect(exitCode).toBe(0);
});

test('what is not remembered is looked for on the host, and deleted by its lease', async () => {
  const answer = hostWith('team');
  const { exitCode, stdout, requests } = await runWith(answer, 'delete', 'ci-1', '-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject([
    { name: 'ci-1', namespace: 'team', state: 'deleted', leftovers: [] },
  ]);
  expect(requests).toContain(`DELETE ${leasePath('team')}`);
  expect(exitCode).toBe(0);
});

test('of two clusters of the name none is deleted, until it is said which one', async () => {
  const answer = hostWith('team', 'other');
  const { exitCode, stderr, requests } = await runWith(answer, 'delete', 'ci-1');
  expect(stderr).toContain('There are 2 clusters ci-1, in team, other.');
  expect(requests.filter((request) => request.startsWith('DELETE'))).toEqual([]);
  expect(exitCode).toBe(1);
});

test('a namespace of that name that is not ours is an error, and stays', async () => {
  const answer: Answer = (request) =>
    request === 'GET /api/v1/namespaces/vcluster-ci-1'
      ? { metadata: { uid: 'u', labels: { team: 'a' } } }
      : hostWith()(request);
  const { exitCode, stderr, requests } = await runWith(answer, 'delete', 'ci-1');
  expect(stderr).toContain('is not the one that was made for ci-1');
  expect(requests.filter((request) => request.startsWith('DELETE'))).toEqual([]);
  expect(exitCode).toBe(1);
});

test('what is remembered is deleted by the credentials that were kept, and forgotten', async () => {
  await using host = await startFakeHost();
  const stateDir = newFolder();
  const { workDir } = await remember(stateDir, host.kubeconfig);
  const { exitCode } = await runCli('delete', 'ci-1', '--state-dir', stateDir);
  expect(exitCode).toBe(0);
  expect(host.requests).toEqual(['GET /api/v1/namespaces/vcluster-ci-1']);
  expect(existsSync(workDir)).toBe(false);
});

test('what a killed creation left without a state goes, too', async () => {
  const stateDir = newFolder();
  mkdirSync(join(stateDir, 'ci-1'));
  const { exitCode } = await runWith(hostWith(), 'delete', 'ci-1', '--state-dir', stateDir);
  expect(exitCode).toBe(0);
  expect(existsSync(join(stateDir, 'ci-1'))).toBe(false);
});

test('one that fails leaves the others alone, and is remembered', async () => {
  const stateDir = newFolder();
  const gone = await startFakeHost();
  const { workDir } = await remember(stateDir, gone.kubeconfig);
  await gone[Symbol.asyncDispose]();
  const flags = ['--state-dir', stateDir, '--cleanup-timeout', '1s', '-o', 'json'];
  const { exitCode, stdout } = await runWith(hostWith(), 'delete', 'ci-1', 'ci-2', ...flags);
  expect(JSON.parse(stdout)).toMatchObject([
    { name: 'ci-1', state: 'failed', detail: expect.stringContaining('ECONNREFUSED') },
    { name: 'ci-2', state: 'absent' },
  ]);
  expect(existsSync(workDir)).toBe(true);
  expect(exitCode).toBe(1);
});
