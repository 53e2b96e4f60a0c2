import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { assertRunnable, runChild } from '../../src/cli/child.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';

const node = (script: string, env = process.env) => runChild(process.execPath, ['-e', script], env);

test('returns the exit code of the program, or 128 + n for signal n', async () => {
  expect(await node('process.exit(7)')).toBe(7);
  expect(await node("process.kill(process.pid, 'SIGKILL')")).toBe(128 + 9);
});

test('passes the environment to the program', async () => {
  expect(await node('process.exit(Number(process.env.CODE))', { CODE: '3' })).toBe(3);
});

/** A program that prints when it is ready, and exits at the second SIGTERM. */
const PROGRAM = `
  let count = 0;
  process.on('SIGTERM', () => (++count === 2 ? process.exit(5) : console.log('once')));
  setInterval(() => {}, 1000);
  console.log('ready');`;

/** Runs the program with `runChild`, in a process to which the test can send signals. */
const RUNNER = `
  const { runChild } = await import('./src/cli/child.ts');
  process.exitCode = await runChild(process.execPath, ['-e', process.env.PROGRAM], process.env);`;

test('forwards every signal, also a second one, and waits for the program', async () => {
  const args = ['--no-warnings', '--input-type=module', '-e', RUNNER];
  const runner = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PROGRAM },
  });
  for await (const line of createInterface(runner.stdout)) {
    if (line === 'ready' || line === 'once') runner.kill('SIGTERM');
  }
  expect(runner.exitCode ?? (await once(runner, 'exit'))[0]).toBe(5);
});

describe('a program that cannot be run is found before it is started', () => {
  const folder = newRunnerTemp();
  writeFileSync(join(folder, 'text'), '', { mode: 0o644 });
  mkdirSync(join(folder, 'folder'));

  test.each([
    ['no-such-program', 127],
    ['folder', 127],
    ['text', 126],
    [join(folder, 'text'), 126],
    [join(folder, 'absent'), 127],
  ])('%s has the exit code %i', (program, exitCode) => {
    expect(() => assertRunnable(program, { PATH: folder })).toThrow(
      expect.objectContaining({ exitCode }),
    );
  });

  test('node can be run', () => {
    expect(() => assertRunnable(process.execPath, {})).not.toThrow();
  });
});
