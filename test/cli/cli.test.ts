import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { type Answer, startFakeHost } from '../action/support/fake-host.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';
import { runProgram } from '../support/program.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

/** Runs the CLI in a separate process, without the environment of the developer. */
const runCli = (...args: string[]) =>
  runProgram(process.execPath, ['--no-warnings', 'src/index.ts', ...args], {
    env: { HOME: '/nonexistent', KUBECONFIG: '', GITHUB_ACTIONS: '' },
  });

/** Runs the CLI with a fake host that returns these answers. */
async function runWith(answer: Answer, ...args: string[]) {
  await using host = await startFakeHost(answer);
  const path = join(newRunnerTemp(), 'kubeconfig');
  writeFileSync(path, host.kubeconfig, { mode: 0o600 });
  return { ...(await runCli(...args, '--host-kubeconfig-path', path)), requests: host.requests };
}

const LEASE = { kind: 'Job', namespace: 'ci', name: 'ephemeral-vcluster' };

/** A host with one lease that expired long ago and still exists, and no other objects of this tool. */
const overdue: Answer = (request) => {
  if (request !== 'GET /apis/batch/v1/jobs') return { items: [] };
  const labels = {
    'app.kubernetes.io/managed-by': 'ephemeral-vcluster',
    'ephemeral-vcluster/name': 'ci-1',
    'ephemeral-vcluster/id': '0b8f1c8e-1f5a-4d7e-9c55-6a7f0e2b1c3d',
  };
  const creationTimestamp = '2026-01-01T00:00:00Z';
  const metadata = { ...LEASE, uid: 'u', resourceVersion: '7', creationTimestamp, labels };
  return { items: [{ metadata, spec: { activeDeadlineSeconds: 60 } }] };
};

describe('wrong usage exits with 2, and prints what is allowed to stderr', () => {
  test.each([
    [[], 'Usage: ephemeral-vcluster'],
    [['swep'], "unknown command 'swep'"],
    [['sweep', '--older-than', 'long'], 'It must be a duration such as 90s, 10m or 1h30m'],
    [['sweep', '--output', 'yaml'], 'Allowed choices are text, json'],
    [['sweep', '--host-kubeconfig-path', '/no/file'], 'must be a kubeconfig file'],
    [['sweep'], 'No host cluster found'],
    [['doctor'], 'No host cluster found'],
    [['doctor', '--stay', 'long'], "unknown option '--stay'"],
  ])('%j', async (args, message) => {
    const { exitCode, stdout, stderr } = await runCli(...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});

test('requested help is printed to stdout, and lists the exit codes', async () => {
  const { exitCode, stdout } = await runCli('sweep', '--help');
  expect(stdout).toContain('--dry-run');
  expect(stdout).toContain('Exit codes: 0 success, 1 failure, 2 wrong usage');
  expect(exitCode).toBe(0);
});

test('the help does not list renew, which only a sidecar calls', async () => {
  const help = await runCli('--help');
  expect(help.stdout).toContain('  list ');
  expect(help.stdout).not.toContain('renew');
  const { exitCode, stdout } = await runCli('renew', '--help');
  expect(stdout).toContain('--state-dir');
  expect(exitCode).toBe(0);
});

test('an error of the host exits with 1, with the message of the host', async () => {
  const { exitCode, stdout, stderr } = await runWith(() => undefined, 'sweep');
  expect(stdout).toBe('');
  expect(stderr).toBe('error: not found\n');
  expect(exitCode).toBe(1);
});

describe('sweep', () => {
  test('prints the deleted objects as text', async () => {
    const { exitCode, stdout, requests } = await runWith(overdue, 'sweep');
    expect(stdout).toBe(
      'deleted: Job ephemeral-vcluster in namespace ci: its deadline passed, and the host did not end it\n',
    );
    expect(requests).toContain('DELETE /apis/batch/v1/namespaces/ci/jobs/ephemeral-vcluster');
    expect(exitCode).toBe(0);
  });

  test('prints them as JSON, and nothing else to stdout', async () => {
    const { stdout, requests } = await runWith(overdue, 'sweep', '--dry-run', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject([{ ...LEASE, state: 'would be deleted' }]);
    expect(requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  test('does not remove objects younger than --older-than', async () => {
    const { stdout, stderr } = await runWith(overdue, 'sweep', '--older-than', '36500d');
    expect(stdout).toBe('');
    expect(stderr).toContain('There are no leftovers to remove.');
  });
});

describe('doctor', () => {
  const refusing: Answer = () => undefined;

  test('has the inputs of a creation as flags, and reports all invalid ones', async () => {
    const flags = ['--ttl', 'long', '--wait-for', 'nodes'];
    const { exitCode, stderr, requests } = await runWith(refusing, 'doctor', ...flags);
    expect(stderr).toMatch(/--wait-for: "nodes" was given.*\n.*--ttl: "long" was given/);
    expect(requests).toEqual([]);
    expect(exitCode).toBe(2);
  });

  test('prints its findings to stdout, and exits with 1 if no cluster can be created', async () => {
    const { exitCode, stdout, requests } = await runWith(refusing, 'doctor', '-o', 'json');
    const problem = { check: 'host and chart', state: 'problem', detail: expect.any(String) };
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining(problem));
    expect(requests.filter((request) => /^(PUT|PATCH|DELETE)/.test(request))).toEqual([]);
    expect(exitCode).toBe(1);
  });
});
