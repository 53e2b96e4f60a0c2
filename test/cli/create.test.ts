import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import type { SavedCluster } from '../../src/faces/saved-cluster.ts';
import { fakeHelm } from '../action/support/fake-helm.ts';
import { hostKubeconfig, TOKEN } from '../action/support/fake-host.ts';
import { remember } from './support/remember.ts';
import { newFolder, runWith } from './support/run-cli.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

const create = (stateDir: string) => [
  ...['create', '--name', 'ci-1', '--state-dir', stateDir],
  ...['--helm-path', fakeHelm(newFolder())],
];

test('what a deletion needs is written down before the host is asked anything, for nobody else', async () => {
  const stateDir = join(newFolder(), 'state');
  let seen: { state: SavedCluster; modes: number[] } | undefined;
  await runWith(
    () => {
      const folder = join(stateDir, 'ci-1');
      const [state, kubeconfig] = [join(folder, 'state.json'), join(folder, 'host.kubeconfig')];
      seen ??= {
        state: JSON.parse(readFileSync(state, 'utf8')) as SavedCluster,
        modes: [folder, state, kubeconfig].map((path) => statSync(path).mode & 0o777),
      };
      return undefined;
    },
    ...create(stateDir),
  );
  expect(seen?.modes).toEqual([0o700, 0o600, 0o600]);
  expect(seen?.state.ref).toMatchObject({ name: 'ci-1', namespace: 'vcluster-ci-1' });
  expect(JSON.stringify(seen?.state)).not.toContain(TOKEN);
});

test('where nothing was made nothing stays, and stdout is empty', async () => {
  const stateDir = newFolder();
  const { exitCode, stdout, stderr } = await runWith(() => undefined, ...create(stateDir));
  expect(exitCode).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('Check host-kubeconfig, host-context');
  expect(stderr).not.toContain(TOKEN);
  expect(readdirSync(stateDir)).toEqual([]);
});

test('a second cluster of a name is refused, and the first one stays as it is', async () => {
  const stateDir = newFolder();
  const { workDir } = await remember(stateDir, hostKubeconfig);
  const before = readFileSync(join(workDir, 'state.json'), 'utf8');
  const { exitCode, stderr, requests } = await runWith(() => undefined, ...create(stateDir));
  expect(exitCode).toBe(2);
  expect(stderr).toContain('name: "ci-1" was given; it must be another one');
  expect(stderr).toContain('ephemeral-vcluster delete ci-1');
  expect(requests).toEqual([]);
  expect(readFileSync(join(workDir, 'state.json'), 'utf8')).toBe(before);
});

test('a state folder that cannot be made is a wrong flag', async () => {
  const { exitCode, stderr } = await runWith(() => undefined, ...create(import.meta.filename));
  expect(exitCode).toBe(2);
  expect(stderr).toContain('state-dir: ');
});
