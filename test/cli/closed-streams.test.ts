import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { type Answer, startFakeHost } from '../action/support/fake-host.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';
import { runProgram } from '../support/program.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

const NAMESPACE = 'GET /api/v1/namespaces/vcluster-ci-1';

/** On this host there are no objects. */
const empty: Answer = (request) => (request === NAMESPACE ? undefined : { items: [] });

/** Runs a script of bash in which `$cli` is the command line, and `$state` knows the cluster ci-1. `pipefail` shows how `$cli` ended. */
async function runScript(script: string) {
  await using host = await startFakeHost(empty);
  const state = newRunnerTemp();
  const path = join(state, 'kubeconfig');
  writeFileSync(path, host.kubeconfig, { mode: 0o600 });
  mkdirSync(join(state, 'ci-1'));
  const ref = { name: 'ci-1', namespace: 'vcluster-ci-1', ownNamespace: true, id: 'our-id' };
  const known = { ref, hostKubeconfig: path, lease: 60_000 };
  writeFileSync(join(state, 'ci-1', 'state.json'), JSON.stringify(known));
  const cli = `${process.execPath} --no-warnings src/index.ts`;
  const result = await runProgram('bash', ['-o', 'pipefail', '-c', script], {
    env: { HOME: '/nonexistent', KUBECONFIG: path, GITHUB_ACTIONS: '', cli, state },
  });
  return { ...result, requests: host.requests };
}

test.each(['versions', 'list', 'images', 'doctor', 'sweep -o json'])(
  '%s ends like a program that SIGPIPE ends if nobody reads stdout',
  async (verb) => {
    const { exitCode, stderr } = await runScript(`$cli ${verb} | true`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 141, stderr: '' });
  },
);

test.each(['versions', 'list', 'images'])(
  '%s names a full disk to which stdout is written',
  async (verb) => {
    const { exitCode, stderr } = await runScript(`$cli ${verb} > /dev/full`);
    expect(stderr).toMatch(/^error: The result could not be written to stdout: ENOSPC/);
    expect(exitCode).toBe(1);
  },
);

test('a log that nobody reads does not end the work', async () => {
  const { exitCode, stdout, requests } = await runScript(
    '$cli delete ci-1 --state-dir $state 2> >(true)',
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^absent: /) });
  expect(requests).toContain(NAMESPACE);
});

test.each(['>&-', '2>&-', '>&- 2>&-', '<&- >&- 2>&-'])(
  'closed streams (%s) do not end the work',
  async (closed) => {
    expect((await runScript(`$cli list ${closed}`)).exitCode).toBe(0);
  },
);
