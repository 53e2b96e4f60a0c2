import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  forget,
  loadState,
  makeFolder,
  rememberedNames,
  saveState,
  stateDir,
} from '../../src/cli/state.ts';
import { newFolder } from '../support/folder.ts';
import { createRef } from '../support/ref.ts';

const state = { ref: createRef({}), hostKubeconfig: '/host', lease: 300_000 };

test('the state of a cluster is readable only by its user, and exists until it is removed', async () => {
  await using folder = await newFolder();
  const path = await makeFolder(folder.path, 'ci');
  await saveState(path, state);
  expect(loadState(folder.path, 'ci')).toEqual(state);
  expect(rememberedNames(folder.path)).toEqual(['ci']);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect((await stat(join(path, 'state.json'))).mode & 0o777).toBe(0o600);
  await forget(folder.path, 'ci');
  expect(rememberedNames(folder.path)).toEqual([]);
});

test('a second cluster with the same name is an error, and the state of the first is unchanged', async () => {
  await using folder = await newFolder();
  await saveState(await makeFolder(folder.path, 'ci'), state);
  await expect(makeFolder(folder.path, 'ci')).rejects.toThrow(
    'a cluster with this name was created on this machine',
  );
  expect(loadState(folder.path, 'ci')).toEqual(state);
});

test('a folder that cannot be created is an error that names --state-dir', async () => {
  const making = makeFolder('/dev/null/state', 'ci');
  await expect(making).rejects.toThrow('Could not create /dev/null/state/ci');
  await expect(making).rejects.toThrow('Set --state-dir');
});

test('without a created cluster there is no state', async () => {
  await using folder = await newFolder();
  expect(rememberedNames(join(folder.path, 'none'))).toEqual([]);
  expect(loadState(folder.path, 'ci')).toBeUndefined();
});

test.each([
  ['state', {}, resolve('state')],
  ['', { HOME: '/home/a' }, '/home/a/.local/state/ephemeral-vcluster'],
  [undefined, { HOME: '/home/a', XDG_STATE_HOME: '/s' }, '/s/ephemeral-vcluster'],
])('--state-dir %j with %j is %s', (given, env, path) => {
  expect(stateDir(given, env)).toBe(path);
});
