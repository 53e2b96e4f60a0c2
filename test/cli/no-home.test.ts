import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { startFakeHost } from '../action/support/fake-host.ts';
import { runProgram } from '../support/program.ts';

jest.setTimeout(60_000);

/** A uid that is in no /etc/passwd, as in many containers. Only root can become it. */
const UNKNOWN = ['--reuid', '12345', '--regid', '12345', '--clear-groups'];
const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
if (!isRoot) console.log('Not tested: a user without a home, because this user is not root.');

/** Runs the command line as that user, with no variable but these. */
const runHomeless = (env: Record<string, string>, ...args: string[]) =>
  runProgram('env', [
    '-i',
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
    `PATH=${process.env.PATH}`,
    'setpriv',
    ...UNKNOWN,
    process.execPath,
    '--no-warnings',
    'src/index.ts',
    ...args,
  ]);

(isRoot ? test : test.skip)('a user without a home needs only KUBECONFIG', async () => {
  await using host = await startFakeHost(() => ({ items: [] }));
  // Other users cannot enter the folder of the tests.
  const folder = mkdtempSync('/tmp/ephemeral-vcluster-no-home-');
  using _ = { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, host.kubeconfig);
  const env = { KUBECONFIG: kubeconfig, TMPDIR: folder };
  chmodSync(folder, 0o777);
  expect(await runHomeless(env, 'list')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await runHomeless(env, 'delete', 'ci-1')).toMatchObject({
    stderr: expect.not.stringContaining('uv_os_homedir'),
  });
});

(isRoot ? test : test.skip)('without KUBECONFIG, the error names what is needed', async () => {
  const { exitCode, stderr } = await runHomeless({}, 'list');
  expect(stderr).toContain('No host cluster found');
  expect(exitCode).toBe(2);
});
