import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { endKeeper } from '../../src/action/keeper-process.ts';
import { keeperPidFile } from '../../src/core/keeper.ts';
import { keeperConfigFile } from '../../src/core/start-keeper.ts';
import { stateOf } from './support/state.ts';

const state = stateOf('');
const configFile = keeperConfigFile(state.workDir, state.ref.name);
let child: ChildProcess;

/** A process that stays, with `argument` on its command line, whose id is in the keeper's file. */
async function keeperWith(argument: string): Promise<void> {
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', argument]);
  await once(child, 'spawn');
  writeFileSync(keeperPidFile(configFile), String(child.pid));
}

afterEach(() => {
  child?.kill('SIGKILL');
});

test('the keeper of this step ends', async () => {
  await keeperWith(configFile);
  const ended = once(child, 'exit');
  await endKeeper(state);
  expect(await ended).toEqual([null, 'SIGTERM']);
});

test('a process that got its id since then is left alone', async () => {
  await keeperWith('another program');
  await endKeeper(state);
  expect(child.kill(0)).toBe(true);
  expect(child.signalCode).toBeNull();
});

test('no keeper, or one that has ended, is fine', async () => {
  await endKeeper(stateOf(''));
  await keeperWith(configFile);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await endKeeper(state);
});
