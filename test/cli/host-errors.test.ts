import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { inFlags } from '../../src/cli/in-flags.ts';
import { verbs } from '../../src/cli/verbs.ts';
import { ClusterError, InputError } from '../../src/core/errors.ts';
import { apiMessage } from '../../src/core/kube/clients.ts';
import { Failure, startFakeHost, unreachableHost } from '../action/support/fake-host.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';
import { runProgram } from '../support/program.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

/** All verbs that use the host cluster, apart from `renew`, which reads its state only. */
const VERBS = [
  ['create'],
  ['run', '--', 'true'],
  ['list'],
  ['delete', 'ci-1'],
  ['connect', 'ci-1'],
  ['extend', 'ci-1', '--ttl', '1h'],
  ['sweep'],
  ['workshop', 'status', 'dojo'],
  ['workshop', 'delete', 'dojo'],
  ['workshop', 'extend', 'dojo', '--ttl', '1h'],
  ['workshop', 'create', '--name', 'dojo', '--count', '1', '--ttl', '1h'],
];
const CHECKING = [['doctor']];

/** Runs the command line without helm, and without the network: a download fails at once. */
function runCli(args: readonly string[], kubeconfig: string, programs = '/usr/bin:/bin') {
  const home = newRunnerTemp();
  const path = kubeconfig && join(home, 'host.kubeconfig');
  if (path) writeFileSync(path, kubeconfig, { mode: 0o600 });
  return runProgram(process.execPath, ['--no-warnings', 'src/index.ts', ...args], {
    env: {
      HOME: home,
      KUBECONFIG: path,
      GITHUB_ACTIONS: '',
      HTTPS_PROXY: 'http://127.0.0.1:1',
      PATH: programs,
    },
  });
}

test.each([
  ['create', '--host=existing'],
  ['list'],
  ['doctor', '--host=existing'],
  ['workshop', 'status', 'dojo'],
])('%s %s without a host says what to do', async (...args) => {
  const { stderr, exitCode } = await runCli(args, '');
  expect(stderr).toBe(
    'error: No host cluster found (tried $KUBECONFIG, ~/.kube/config, the service account of a pod). Use --host-kubeconfig-path.\n',
  );
  expect(exitCode).toBe(2);
});

test('create without a host and without a container engine says both, and what to do', async () => {
  const { stderr, exitCode } = await runCli(['create'], '', '/nonexistent');
  expect(stderr).toBe(
    'error: No host cluster found (tried $KUBECONFIG, ~/.kube/config, the service account of a pod). This machine cannot run a host cluster: docker, nerdctl, podman are not installed. Use --host-kubeconfig-path, or install Docker.\n',
  );
  expect(exitCode).toBe(2);
});

test('doctor without a host says whether the machine can run one', async () => {
  const { stdout, exitCode } = await runCli(['doctor'], '', '/nonexistent');
  expect(stdout).toMatch(/host.*docker, nerdctl, podman are not installed/);
  expect(exitCode).toBe(1);
});

test.each(VERBS)(
  '%s %s with an unreachable host names it, and downloads nothing',
  async (...args) => {
    const { stderr, exitCode } = await runCli(args, await unreachableHost());
    expect(stderr).toMatch(
      /error: The host cluster http:\/\/127\.0\.0\.1:\d+ cannot be used: connect ECONNREFUSED [\d.:]+\nCheck --host-kubeconfig-path and --host-context, and that this machine can reach that address\.\n$/,
    );
    expect(stderr).not.toMatch(/helm/);
    expect(exitCode).toBe(args[0] === 'run' ? 125 : 1);
  },
);

test.each([['create'], ['list']])('%s %s with wrong credentials says so', async (...args) => {
  await using host = await startFakeHost(() => new Failure(401));
  const { stderr } = await runCli(args, host.kubeconfig);
  expect(stderr).toMatch(
    /The host cluster \S+ cannot be used: HTTP 401 Unauthorized\n.*Renew them/,
  );
  expect(stderr).not.toMatch(/helm/);
});

test('the list of verbs above is complete', () => {
  const all = verbs({} as never, () => {}).flatMap((it) =>
    it.commands.length > 0 ? it.commands.map((sub) => `workshop ${sub.name()}`) : it.name(),
  );
  const offline = ['renew', 'versions', 'images', 'workshop render'];
  const tested = [...VERBS, ...CHECKING].map(([verb, sub]) =>
    verb === 'workshop' ? `${verb} ${sub}` : verb,
  );
  expect([...new Set([...tested, ...offline])].toSorted()).toEqual(all.toSorted());
});

test.each([
  ['Set `helm-path` to another program.', 'Set `--helm-path` to another program.'],
  ['Check host-kubeconfig and host-context.', 'Check --host-kubeconfig-path and --host-context.'],
  [
    'Raise `timeout`, see docs/host-kubeconfig.md.',
    'Raise `--timeout`, see docs/host-kubeconfig.md.',
  ],
  ['kube-system is `cleanup` of my-chart', 'kube-system is `cleanup` of my-chart'],
])('in a shell, %j is %j', (text, expected) => {
  const error = new ClusterError('It failed.', { hint: text });
  expect(inFlags(error, apiMessage, 'create')).toBe(`It failed.\n${expected}`);
});

test('a workshop keeps the names of its keys, which can be in a file', () => {
  const error = new InputError([{ input: 'ttl', given: 'x', allowed: 'a time' }]);
  expect(inFlags(error, apiMessage, 'workshop')).toBe('ttl: "x" was given; it must be a time');
  expect(inFlags(error, apiMessage, 'create')).toBe('--ttl: "x" was given; it must be a time');
});
