import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { keeperFiles } from '../../../src/core/keeper/config.ts';
import { type KeeperStatus, writeStatus } from '../../../src/core/keeper/status.ts';
import { endKeeper } from '../../../src/core/keeper/stop.ts';
import { stateOf } from '../../action/support/state.ts';

const state = stateOf('');
const files = keeperFiles(state.workDir, state.ref.name);
let child: ChildProcess;

/**
 * Starts a process that keeps running, with `argument` on its command line, and writes its id to the keeper's status.
 */
async function keeperWith(argument: string, more: Partial<KeeperStatus> = {}): Promise<void> {
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', argument]);
  await once(child, 'spawn');
  writeStatus(files.status, { pid: child.pid ?? 0, renewedAt: 0, ...more });
}

afterEach(() => {
  child?.kill('SIGKILL');
});

test('the keeper of this step is ended', async () => {
  await keeperWith(files.config);
  const ended = once(child, 'exit');
  expect(await endKeeper({ workDir: state.workDir, name: state.ref.name })).toBeUndefined();
  expect(await ended).toEqual([null, 'SIGTERM']);
});

test('another process that reuses the id is not ended', async () => {
  await keeperWith('another program');
  await endKeeper({ workDir: state.workDir, name: state.ref.name });
  expect(child.kill(0)).toBe(true);
  expect(child.signalCode).toBeNull();
});

test('a keeper whose files a step deleted is ended, if its process is known', async () => {
  await keeperWith(files.config);
  rmSync(files.status);
  const ended = once(child, 'exit');
  const keeper = { workDir: state.workDir, name: state.ref.name, pid: child.pid };
  expect(await endKeeper(keeper)).toBeUndefined();
  expect(await ended).toEqual([null, 'SIGTERM']);
});

test('without its files, another process that reuses the id is not ended', async () => {
  await keeperWith('another program');
  rmSync(files.status);
  await endKeeper({ workDir: state.workDir, name: state.ref.name, pid: child.pid });
  expect(child.kill(0)).toBe(true);
  expect(child.signalCode).toBeNull();
});

async function endedKeeper(more?: Partial<KeeperStatus>): Promise<string | undefined> {
  await keeperWith(files.config, more);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return endKeeper({ workDir: state.workDir, name: state.ref.name });
}

test('a missing keeper is not an error', async () => {
  expect(await endKeeper({ workDir: stateOf('').workDir, name: 'ci-1' })).toBeUndefined();
});

test('a killed keeper is reported with its last renewal', async () => {
  expect(await endedKeeper()).toMatch(/^process \d+ was killed; .* renewed at 1970-01-01T00:00:00/);
});

test('a keeper whose lease expired reports why it could not renew it', async () => {
  const failing = { since: 12_000, reason: 'connect timed out' };
  expect(await endedKeeper({ ended: 'lease', renewedAt: 10_000, failing })).toBe(
    'the lease expired, because the host cluster was unreachable from 1970-01-01T00:00:12.000Z on (connect timed out); it was last renewed 2.0 s before that',
  );
});

test('a keeper that deleted its lease reports how the host cluster had changed it', async () => {
  const failing = { since: 12_000, reason: 'suspend is true instead of false' };
  expect(await endedKeeper({ ended: 'changed', failing })).toMatch(
    /^it deleted the lease, because .*: suspend is true instead of false$/,
  );
});
