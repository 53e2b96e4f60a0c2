import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  newRunnerTemp,
  runPost,
  type StepResult,
  savedState,
} from '../../../action/support/run-action.ts';
import type { Host } from '../../../host/host.ts';
import { eventually } from '../../../support/eventually.ts';
import { killJobProcesses, TRACKING_ID } from './job-processes.ts';

const ACTION = 'dist/index.js';
const POST = 'dist/post.js';
const RUNNER = join(import.meta.dirname, 'runner.ts');

export interface JobOptions {
  host: Pick<Host, 'kubeconfig' | 'tools'>;
  name: string;
  inputs?: Record<string, string>;
  /** A program and arguments that run the job's processes elsewhere, as `nsenter --net=…` does. */
  within?: readonly string[];
}

/** A job of the built action whose runner can be lost; its processes end with the test. */
export interface Job extends Disposable {
  /** What the step has said so far. */
  log(): string;
  /** Until the step says `sign`, or has ended; whether it said it. */
  waitForLog(sign: string, seconds?: number): Promise<boolean>;
  /** The step's exit code, once it has ended. */
  ended(seconds?: number): Promise<number | undefined>;
  /** Sends `signal` to the step, as the runner does when a job is cancelled. */
  interrupt(signal: NodeJS.Signals): void;
  /** The runner and all that it started are gone at once. */
  kill(): void;
  /** The post half of the step. */
  post(env?: Record<string, string>): Promise<StepResult>;
}

export function startJob({ host, name, inputs, within = [] }: JobOptions): Job {
  const id = randomUUID();
  const env = {
    [TRACKING_ID]: id,
    RUNNER_TEMP: newRunnerTemp(),
    PATH: `${host.tools.bin}:${process.env.PATH}`,
  };
  const given = {
    name,
    'host-kubeconfig': readFileSync(host.kubeconfig, 'utf8'),
    chart: host.tools.chart,
    ...inputs,
  };
  const [program = '', ...args] = [...within, process.execPath, RUNNER, ACTION];
  const runner = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, GITHUB_ACTIONS: 'true', HOME: env.RUNNER_TEMP, ...inputVariables(given) },
  });
  let log = '';
  for (const stream of [runner.stdout, runner.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const exit = () => /^step has ended with code (\d+|null)$/m.exec(log);
  return {
    log: () => log,
    waitForLog: async (sign, seconds) => {
      await eventually(async () => log.includes(sign) || exit() !== null, Boolean, seconds);
      return log.includes(sign);
    },
    ended: async (seconds) => {
      const found = await eventually(async () => exit(), Boolean, seconds);
      return found ? Number(found[1]) : undefined;
    },
    interrupt: (signal) => {
      try {
        process.kill(Number(/^step (\d+) has begun$/m.exec(log)?.[1]), signal);
      } catch (error) {
        // It ended just now; the log tells of it a moment later.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
    kill: () => killJobProcesses(id),
    post: (more) => runPost({ state: savedState(log), env: { ...env, ...more }, within }, POST),
    [Symbol.dispose]: () => killJobProcesses(id),
  };
}

const inputVariables = (inputs: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
