import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { KubeConfig, loadYaml } from '@kubernetes/client-node';
import { mergeInto, removeFrom, userKubeconfig } from '../../src/cli/user-kubeconfig.ts';
import { newFolder } from '../support/folder.ts';

const ADDED = `
apiVersion: v1
kind: Config
current-context: ephemeral-vcluster/ci
clusters: [{ name: ephemeral-vcluster/ci, cluster: { server: 'https://127.0.0.1:1' } }]
users: [{ name: ephemeral-vcluster/ci, user: { token: secret } }]
contexts: [{ name: ephemeral-vcluster/ci, context: { cluster: ephemeral-vcluster/ci, user: ephemeral-vcluster/ci } }]
`;

/** Contains fields that a library would drop if it knew only some fields. */
const EXISTING = `
apiVersion: v1
kind: Config
preferences: { colors: true }
current-context: work
clusters: [{ name: work, cluster: { server: 'https://work.example', extensions: [{ name: x, extension: { a: 1 } }] } }]
users: [{ name: work, user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: login, interactiveMode: Never } } }]
contexts: [{ name: work, context: { cluster: work, user: work } }]
`;

test("a context is added and removed, and the user's entries and current context are unchanged", async () => {
  await using folder = await newFolder();
  const file = join(folder.path, 'config');
  await writeFile(file, EXISTING);
  await chmod(file, 0o640);
  await mergeInto(file, ADDED, false);
  const merged = new KubeConfig();
  merged.loadFromFile(file);
  expect(merged.getContexts().map(({ name }) => name)).toEqual(['work', 'ephemeral-vcluster/ci']);
  expect(merged.getCurrentContext()).toBe('work');
  await mergeInto(file, ADDED.replace(':1', ':2'), false);
  expect(await readFile(file, 'utf8')).toContain(':2');
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  await removeFrom(file, 'ephemeral-vcluster/ci');
  expect(loadYaml(await readFile(file, 'utf8'))).toEqual(loadYaml(EXISTING));
});

test('a missing file is created with mode 0600, and the context becomes current on request', async () => {
  await using folder = await newFolder();
  const file = join(folder.path, '.kube', 'config');
  await removeFrom(file, 'ephemeral-vcluster/ci');
  await mergeInto(file, ADDED, true);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toContain('current-context: ephemeral-vcluster/ci');
  await removeFrom(file, 'ephemeral-vcluster/ci');
  expect(loadYaml(await readFile(file, 'utf8'))).toMatchObject({ 'current-context': '' });
});

test('a symbolic link stays a symbolic link', async () => {
  await using folder = await newFolder();
  const [file, link] = [join(folder.path, 'real'), join(folder.path, 'link')];
  await writeFile(file, EXISTING);
  await symlink(file, link);
  await mergeInto(link, ADDED, false);
  expect(await readFile(file, 'utf8')).toContain('ephemeral-vcluster/ci');
});

test('an invalid or locked file is unchanged', async () => {
  await using folder = await newFolder();
  const file = join(folder.path, 'config');
  await writeFile(file, 'a: [');
  await expect(mergeInto(file, ADDED, false)).rejects.toThrow(/a valid kubeconfig/);
  expect(await readFile(file, 'utf8')).toBe('a: [');
  await writeFile(`${file}.lock`, '');
  await expect(mergeInto(file, ADDED, false)).rejects.toThrow(/is locked by another program/);
}, 20_000);

test('the file is the one that kubectl writes to', () => {
  expect(userKubeconfig({ KUBECONFIG: ':/a:/b' })).toBe('/a');
  expect(userKubeconfig({ HOME: '/home/me' })).toBe('/home/me/.kube/config');
});
