import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { isForEval } from '../../src/outputs/failed-export.ts';
import { unreachableHost } from '../action/support/fake-host.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';
import { runProgram } from '../support/program.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

/** Runs a script in which `$cli` is the command line, and KUBECONFIG that of a host that cannot be reached. */
async function runScript(script: string) {
  const path = join(newRunnerTemp(), 'kubeconfig');
  writeFileSync(path, await unreachableHost(), { mode: 0o600 });
  const cli = `${process.execPath} --no-warnings src/index.ts`;
  const state = `--state-dir ${newRunnerTemp()}`;
  return runProgram('sh', ['-c', script], {
    env: { HOME: '/nonexistent', KUBECONFIG: path, GITHUB_ACTIONS: '', cli, state },
  });
}

const FAILING = [
  ['an unreachable host', '$cli create --helm-path /bin/true $state'],
  ['an invalid input', '$cli create --ttl long $state'],
  ['an unknown flag', '$cli create --stay $state'],
  ['a host that is missing', 'KUBECONFIG= $cli create $state'],
  ['a cluster that does not exist', '$cli connect ci-1 $state'],
] as const;

test.each(FAILING)('with %s, eval ends a script that stops at errors', async (_, command) => {
  const { stdout, exitCode } = await runScript(`set -eu; eval "$(${command})"; echo tests`);
  expect(stdout).toBe('');
  expect(exitCode).not.toBe(0);
});

test.each(FAILING)('with %s, a script that goes on does not use the host', async (_, command) => {
  const script = `host="$KUBECONFIG"; eval "$(${command})"; test "$KUBECONFIG" != "$host" && cat "$KUBECONFIG"`;
  const { stdout, stderr } = await runScript(script);
  expect(stderr).toMatch(/cat: .*no-cluster/);
  expect(stdout).toBe('');
});

test('the documented lines end a script of any kind', async () => {
  const { stdout, exitCode } = await runScript(
    'vars=$($cli create --ttl long $state) || exit; eval "$vars"; echo tests',
  );
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

test('a further creation in that shell still finds the host', async () => {
  const { stderr } = await runScript(
    'eval "$($cli create --ttl long $state)"; $cli create --ttl longer $state',
  );
  expect(stderr).toContain('ttl: "longer" was given');
  expect(stderr).not.toContain('host-kubeconfig');
});

test.each([
  [['create'], true],
  [['create', '--name', 'a', '-o', 'text'], true],
  [['connect', 'a', '--output=text'], true],
  [['create', '-o', 'json'], false],
  [['create', '-ojson'], false],
  [['connect', 'a', '--output', 'name'], false],
  [['connect', 'a', '--output=json'], false],
  [['list'], false],
  [['workshop', 'create'], false],
])('whether the output of %j is for eval: %j', (args, expected) => {
  expect(isForEval(args)).toBe(expected);
});

test('programs that read JSON get no shell lines', async () => {
  const { stdout, exitCode } = await runScript('$cli create -o json --ttl long $state');
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

test('no page hides the exit code of a creation in an eval', () => {
  const pages = ['README.md', ...readdirSync('docs').map((name) => join('docs', name))];
  const hiding = pages.filter((path) => /eval "\$\(eph/.test(readFileSync(path, 'utf8')));
  expect(hiding).toEqual([]);
});
