import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';
import { type HostKeeping, holdHost, releaseHost, sweepHosts } from '../../src/runner-host/hold.ts';
import { newHolder } from '../../src/runner-host/holders.ts';
import { type Holder, Records } from '../../src/runner-host/records.ts';
import { newFolder } from '../support/folder.ts';
import { recordingLog } from '../support/log.ts';
import { type FolderClusters, folderClusters, kubeconfigWith } from './support/folder-clusters.ts';

const NAME = 'ephemeral-vcluster-1';
const HOST = { name: NAME, version: undefined };
const HOUR = 3_600_000;

/** A machine with a folder for its clusters, and one for the records of a user. */
async function aMachine(options?: Parameters<typeof folderClusters>[1]) {
  const folder = await newFolder();
  const [dir, recordsDir] = [join(folder.path, 'clusters'), join(folder.path, 'records')];
  mkdirSync(dir);
  const clusters = folderClusters(dir, options);
  const { signal } = new AbortController();
  const keeping: HostKeeping & { clusters: FolderClusters } = {
    ...{
      clusters,
      records: new Records(recordsDir),
      clock: systemClock,
      log: recordingLog(),
      signal,
    },
  };
  return {
    ...{ dir, recordsDir, keeping },
    there: () => readdirSync(dir),
    recorded: () => keeping.records.names(),
    /** Makes a cluster that is not ours. */
    foreign(name: string) {
      mkdirSync(join(dir, name), { recursive: true });
      writeFileSync(join(dir, name, 'kubeconfig'), kubeconfigWith('of somebody else'));
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const holder = (id: string, pid?: number): Holder => newHolder(id, HOUR, Date.now(), pid);

test('several holders share one host cluster; the last one deletes it', async () => {
  await using machine = await aMachine();
  const { keeping } = machine;
  const paths = await Promise.all(
    ['one', 'two', 'three'].map((id) => holdHost(keeping, HOST, holder(id))),
  );
  expect(new Set(paths).size).toBe(1);
  expect((await stat(paths[0] ?? '')).mode & 0o777).toBe(0o600);
  expect(keeping.clusters.created).toBe(1);
  expect(await releaseHost(keeping, NAME, 'two')).toBe(false);
  expect(await releaseHost(keeping, NAME, 'one')).toBe(false);
  expect(machine.there()).toEqual([NAME]);
  expect(await releaseHost(keeping, NAME, 'three')).toBe(true);
  expect([...machine.there(), ...machine.recorded()]).toEqual([]);
  expect(await releaseHost(keeping, NAME, 'three')).toBe(true);
});

test('a cluster of this name that is not ours is refused and not changed', async () => {
  await using machine = await aMachine();
  machine.foreign(NAME);
  await expect(holdHost(machine.keeping, HOST, holder('one'))).rejects.toThrow(
    /was not created by this tool. It was not changed/,
  );
  expect(machine.there()).toEqual([NAME]);
  expect(machine.recorded()).toEqual([]);
});

test('a cluster that took the name of ours is not changed by anybody', async () => {
  await using machine = await aMachine();
  const { keeping } = machine;
  await holdHost(keeping, HOST, holder('one'));
  machine.foreign(NAME);
  await expect(holdHost(keeping, HOST, holder('two'))).rejects.toThrow('It was not changed');
  await expect(releaseHost(keeping, NAME, 'one')).rejects.toThrow('It was not changed');
  const [swept] = await sweepHosts(keeping);
  expect(swept?.failure).toContain('It was not changed');
  expect(machine.there()).toEqual([NAME]);
});

test('an interrupted creation is deleted and begun again', async () => {
  await using machine = await aMachine();
  const { keeping } = machine;
  await keeping.records.write({ ...HOST, begun: Date.now(), ready: false });
  mkdirSync(join(machine.dir, NAME));
  await holdHost(keeping, HOST, holder('one'));
  expect(keeping.clusters.created).toBe(1);
  expect(await releaseHost(keeping, NAME, 'one')).toBe(true);
});

test('a creation that fails leaves nothing', async () => {
  await using machine = await aMachine({ fails: 'no space left on device' });
  await expect(holdHost(machine.keeping, HOST, holder('one'))).rejects.toThrow('no space left');
  expect([...machine.there(), ...machine.recorded()]).toEqual([]);
});

test('a step that wants another version than the host cluster of the job has is refused', async () => {
  await using machine = await aMachine();
  const { keeping } = machine;
  await holdHost(keeping, { name: NAME, version: '1.36.1' }, holder('one'));
  await holdHost(keeping, HOST, holder('two'));
  await expect(
    holdHost(keeping, { name: NAME, version: '1.35.0' }, holder('three')),
  ).rejects.toThrow(/has 1.36.1, but host-version is 1.35.0/);
});

test('a sweep deletes the host clusters of ended processes and past times, and only ours', async () => {
  await using machine = await aMachine();
  const { keeping } = machine;
  machine.foreign('kind');
  const ended = spawn('true');
  await once(ended, 'exit');
  await holdHost(keeping, { ...HOST, name: 'ended' }, holder('one', ended.pid));
  await holdHost(keeping, { ...HOST, name: 'living' }, holder('two', process.pid));
  await holdHost(
    keeping,
    { ...HOST, name: 'past' },
    newHolder('three', HOUR, Date.now() - 2 * HOUR),
  );
  const due = [{ name: 'ended' }, { name: 'past' }];
  expect(await sweepHosts(keeping, { dryRun: true })).toEqual(due);
  expect(machine.there()).toEqual(['ended', 'kind', 'living', 'past']);
  expect(await sweepHosts(keeping)).toEqual(due);
  expect(machine.there()).toEqual(['kind', 'living']);
});

test('the record of a cluster that its creator may still make stays for ten minutes', async () => {
  await using machine = await aMachine();
  const { keeping } = machine;
  await keeping.records.write({ ...HOST, begun: Date.now(), ready: false });
  expect(await sweepHosts(keeping)).toEqual([]);
  mkdirSync(join(machine.dir, NAME));
  expect(await sweepHosts(keeping)).toEqual([{ name: NAME }]);
  await keeping.records.write({ ...HOST, begun: Date.now() - HOUR, ready: false });
  expect(await sweepHosts(keeping)).toEqual([{ name: NAME }]);
  expect([...machine.there(), ...machine.recorded()]).toEqual([]);
});

test('a record that was cut off does not prevent a sweep', async () => {
  await using machine = await aMachine();
  const { keeping } = machine;
  mkdirSync(join(machine.recordsDir, NAME, 'holders'), { recursive: true });
  writeFileSync(join(machine.recordsDir, NAME, 'host.json'), '{"name":');
  expect(await sweepHosts(keeping)).toEqual([{ name: NAME }]);
  expect(machine.recorded()).toEqual([]);
});

test('whenever processes are killed, a sweep leaves nothing of them, and others are not disturbed', async () => {
  await using machine = await aMachine();
  machine.foreign('kind');
  const before = await readFile(join(machine.dir, 'kind', 'kubeconfig'), 'utf8');
  const program = join(import.meta.dirname, 'support', 'hold-program.ts');
  const start = () =>
    spawn(process.execPath, [program, machine.dir, machine.recordsDir, NAME], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  let killed = 0;
  for (let moment = 0; moment < 16; moment++) {
    const child = start();
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    await sleep(moment * 5);
    child.kill('SIGKILL');
    const [, signal] = await exit;
    if (signal) killed++;
  }
  expect(killed).toBeGreaterThanOrEqual(10);
  const [code] = await once(start(), 'exit');
  expect(code).toBe(0);
  const later = { ...systemClock, now: () => Date.now() + HOUR };
  await sweepHosts({ ...machine.keeping, clock: later });
  expect(machine.there()).toEqual(['kind']);
  expect(machine.recorded()).toEqual([]);
  expect(await readFile(join(machine.dir, 'kind', 'kubeconfig'), 'utf8')).toBe(before);
}, 60_000);
