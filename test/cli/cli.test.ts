import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { createCommand } from '../../src/cli/create.ts';
import { GROUPS } from '../../src/cli/flag-groups.ts';
import { rawInputs } from '../../src/cli/inputs.ts';
import { cliLog } from '../../src/cli/log.ts';
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
    [['workshop', 'creat'], "unknown command 'creat'"],
    [['connect'], "missing required argument 'name'"],
    [['connect', '--tunel-timeout', '9s', 'ci-1'], 'did you mean "--tunnel-timeout"?'],
    [['sweep', '--older-than', 'long'], 'must be a duration such as 90s, 10m or 1h30m'],
    [['sweep', '--output', 'yaml'], 'must be one of text, json'],
    [['delete', 'ci-1', '--cleanup-timeout', 'long'], 'must be a duration such as 90s'],
    [['versions', '--range', '>=99'], 'must be a range that contains one of the known versions'],
    [['create', '--until-ttl', '--keeper', 'none'], "cannot be used with option '--keeper <who>'"],
    [['sweep', '--host-kubeconfig-path', '/no/file'], 'must be a kubeconfig file'],
    [['sweep'], 'No host cluster found'],
    [['doctor', '--host', 'existing'], 'No host cluster found'],
    [['doctor', '--host', 'here'], 'must be one of auto, existing, runner'],
    [['doctor', '--stay', 'long'], 'unknown flag "--stay"; `--help` lists the flags'],
  ])('%j', async (args, message) => {
    const { exitCode, stdout, stderr } = await runCli(...args);
    expect(stderr).toContain(message);
    // These print lines that let `eval` fail.
    if (!['create', 'connect'].includes(args[0] ?? '')) expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});

test('all problems of the flags, the arguments and the inputs are reported at once, each once', async () => {
  const flags = ['--nmae', 'x', '-o', 'xml', '--lease', 'long', '--kubernetes-version', '9.9'];
  const { exitCode, stderr } = await runCli(
    'create',
    ...flags,
    '--job-pid',
    'one',
    '--host=existing',
    '--ttl',
  );
  const [first, ...lines] = stderr.trim().split('\n');
  expect(first).toBe('error: 7 problems with the flags; nothing was done.');
  expect(lines.toSorted()).toEqual([
    expect.stringMatching(/^ {2}--job-pid: "one" was given; it must be a number/),
    expect.stringMatching(/^ {2}--kubernetes-version: "9.9" was given/),
    expect.stringMatching(/^ {2}--lease: "long" was given/),
    expect.stringMatching(/^ {2}--output: "xml" was given; it must be one of text, name, json/),
    expect.stringMatching(/^ {2}No host cluster found/),
    "  option '--ttl <time>' argument missing",
    '  unknown flag "--nmae"; did you mean "--name"?',
  ]);
  expect(exitCode).toBe(2);
});

test('a wrong flag of a workshop is not also a missing value', async () => {
  const { stderr } = await runCli('workshop', 'create', '--name', 'go', '--quota', 'huge');
  expect(stderr.match(/quota/g)).toHaveLength(1);
});

test('the flags before the command of run are checked, and those after it belong to it', async () => {
  const { exitCode, stderr } = await runCli('run', '--lese', '9s', '--', 'ls', '--colour');
  expect(stderr).toContain('unknown flag "--lese"; did you mean "--lease"?');
  expect(stderr).not.toContain('--colour');
  expect(exitCode).toBe(2);
});

test("kubectl's own flags choose the host cluster and the namespace", async () => {
  const config = ['--kubeconfig', '/no/file', '--context', 'none'];
  const { stderr } = await runCli('list', ...config, '-n', 'A_B');
  expect(stderr).toContain('--namespace: "A_B" was given');
  expect((await runCli('list', ...config)).stderr).toContain('must be a kubeconfig file');
});

test('--no-preflight and --no-sweep turn inputs off', async () => {
  const inputs = (...flags: string[]) => {
    const command = createCommand(cliLog());
    command.parseOptions(flags);
    return rawInputs(command);
  };
  expect(inputs('--no-preflight', '--no-sweep')).toEqual({ preflight: 'false', sweep: 'false' });
  expect(inputs('--preflight', 'false')).toEqual({ preflight: 'false' });
  expect(inputs()).toEqual({});
});

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish', 'powershell'])('prints a script for %s', async (shell) => {
    const { exitCode, stdout } = await runCli('completion', shell);
    expect(stdout).toContain('ephemeral-vcluster');
    expect(exitCode).toBe(0);
  });

  test('knows verbs, flags and values', async () => {
    const words = async (...args: string[]) => (await runCli('complete', '--', ...args)).stdout;
    expect(await words('del')).toMatch(/^delete\t/);
    expect(await words('create', '--kubernetes-v')).toMatch(/^--kubernetes-version\t/);
    expect(await words('list', '--output', '')).toMatch(/^json/m);
  });
});

test('the help has groups, examples and no flags that only manifests use', async () => {
  const { stdout } = await runCli('create', '--help');
  for (const heading of [...Object.keys(GROUPS), 'Examples:']) expect(stdout).toContain(heading);
  expect(stdout).toContain('  ephemeral-vcluster create --name ci-1 --kubernetes-version 1.36\n');
  expect(stdout).toContain('-n, --namespace <names>');
  expect(stdout).not.toMatch(/--keeper|--kubeconfig-mode|--kubeconfig-secret|--result|<value>/);
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
