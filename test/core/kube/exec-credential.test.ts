import { expect, test } from '@jest/globals';
import type { ExecPlugin } from '../../../src/core/kube/config/credentials.ts';
import { pluginCredential } from '../../../src/core/kube/http/exec-credential.ts';

const apiVersion = 'client.authentication.k8s.io/v1';

/** A plugin that runs `script`. */
const plugin = (script: string): ExecPlugin => ({
  apiVersion,
  command: process.execPath,
  args: ['-e', script],
  env: [{ name: 'GIVEN', value: 'by the kubeconfig' }],
});

const printing = (status: string, version = apiVersion) =>
  plugin(
    `console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: '${version}', status: ${status} }))`,
  );

const expiringIn = (milliseconds: number) => {
  const at = new Date(Date.now() + milliseconds).toISOString();
  return printing(`{ token: String(process.pid), expirationTimestamp: '${at}' }`);
};

test('a credential is reused until shortly before it expires', async () => {
  const { current } = pluginCredential(expiringIn(600_000));
  expect(await current()).toEqual(await current());
});

test('a credential that is about to expire is renewed', async () => {
  const { current } = pluginCredential(expiringIn(10_000));
  expect((await current()).token).not.toBe((await current()).token);
});

test('a credential without an expiry is kept until it is renewed, once for all who ask', async () => {
  const { current, renew } = pluginCredential(printing('{ token: String(process.pid) }'));
  const first = await current();
  expect(await current()).toEqual(first);
  const [one, other] = await Promise.all([renew(), renew()]);
  expect(one).toEqual(other);
  expect(one).not.toEqual(first);
  expect(await current()).toEqual(one);
});

test('a plugin gets the variables of the kubeconfig and of this process, and no input', async () => {
  const { current } = pluginCredential(
    printing(
      `{ token: [process.env.GIVEN, process.env.PATH, require('fs').readFileSync(0, 'utf8')].join() }`,
    ),
  );
  expect((await current()).token).toBe(`by the kubeconfig,${process.env.PATH},`);
});

test('a plugin gets KUBERNETES_EXEC_INFO, with the cluster if it asks for it', async () => {
  const tell = printing('{ token: process.env.KUBERNETES_EXEC_INFO }');
  const info = { kind: 'ExecCredential', apiVersion, spec: { interactive: false } };
  expect(JSON.parse((await pluginCredential(tell).current()).token ?? '')).toEqual(info);
  const cluster = { server: 'https://host', config: { audience: 'a' } };
  const { token = '' } = await pluginCredential({ ...tell, cluster }).current();
  expect(JSON.parse(token)).toEqual({ ...info, spec: { interactive: false, cluster } });
});

test.each([
  [plugin('console.log("{}")'), 'printed no ExecCredential'],
  [plugin('console.log("hello")'), 'printed no ExecCredential'],
  [printing('null'), 'printed no credentials'],
  [printing('{}'), 'printed no credentials'],
  [printing('{ clientKeyData: "key" }'), 'printed only one of'],
  [
    printing('{ token: "a" }', 'client.authentication.k8s.io/v1beta1'),
    `printed client.authentication.k8s.io/v1beta1, but the kubeconfig states ${apiVersion}`,
  ],
  [plugin('console.error("no session\\nlog in first"); process.exit(1)'), 'failed: log in first'],
])('%#: the error of a plugin names it', async (broken, reason) => {
  await expect(pluginCredential(broken).current()).rejects.toThrow(
    `the credential plugin ${process.execPath} ${reason}`,
  );
});
