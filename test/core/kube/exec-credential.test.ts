import { expect, test } from '@jest/globals';
import type { ExecPlugin } from '../../src/core/kube/http/credentials.ts';
import { execCredential } from '../../src/keeper/exec-credential.ts';

/** A plugin that answers with what `script` prints. */
const plugin = (script: string): ExecPlugin => ({
  apiVersion: 'client.authentication.k8s.io/v1',
  command: process.execPath,
  args: ['-e', script],
  env: { GIVEN: 'by the kubeconfig' },
});

const printing = (status: string) => plugin(`console.log(JSON.stringify({ status: ${status} }))`);

test('a credential is reused until shortly before it expires', async () => {
  const inTenMinutes = new Date(Date.now() + 600_000).toISOString();
  const ask = execCredential(
    printing(`{ token: String(process.pid), expirationTimestamp: '${inTenMinutes}' }`),
  );
  expect(await ask()).toEqual(await ask());
});

test('a credential that is about to expire is renewed', async () => {
  const soon = new Date(Date.now() + 10_000).toISOString();
  const ask = execCredential(
    printing(`{ token: String(process.pid), expirationTimestamp: '${soon}' }`),
  );
  expect((await ask()).token).not.toBe((await ask()).token);
});

test('a plugin gets KUBERNETES_EXEC_INFO and the variables of the kubeconfig', async () => {
  const ask = execCredential(
    printing(`{ token: process.env.GIVEN + JSON.parse(process.env.KUBERNETES_EXEC_INFO).kind }`),
  );
  expect((await ask()).token).toBe('by the kubeconfigExecCredential');
});

test('a plugin that prints no status is named', async () => {
  await expect(execCredential(plugin('console.log("{}")'))()).rejects.toThrow(
    `the credential plugin ${process.execPath} printed no status`,
  );
});
