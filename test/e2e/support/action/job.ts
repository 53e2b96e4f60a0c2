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
  /** More variables of the runner and all of its processes. */
  env?: Record<string, string>;
  /** A command that runs the job's processes in another environment, such as `nsenter --net=…`. */
  within?: readonly string[];
}

/** A job with the built action, whose runner can be killed. Disposing kills its processes. */
export interface Job extends Disposable {
  /** The log of the step so far. */
  log(): string;
  /** Waits until the log contains `text` or the step has ended. Returns whether the log contains it. */
  waitForLog(text: string, seconds?: number): Promise<boolean>;
  /** Waits for the end of the step. Returns its exit code, or undefined if it has not ended in time. */
  ended(seconds?: number): Promise<number | undefined>;
  /** Sends `signal` to the step, like the runner when a job is cancelled. */
  interrupt(signal: NodeJS.Signals): void;
  /** Kills the runner and all processes that it started. */
  kill(): void;
  /** Runs the post step. */
  post(env?: Record<string, string>): Promise<StepResult>;
}

export function startJob({ host, name, inputs, env: more, within = [] }: JobOptions): Job {
  const id = randomUUID();
  const env = {
    [TRACKING_ID]: id,
    RUNNER_TEMP: newRunnerTemp(),
    PATH: `${host.tools.bin}:${process.env.PATH}`,
    ...more,
  };
  const given = {
    name,
    'host-kubeconfig': readFileSync(host.kubeconfig, 'utf8'),
    chart: host.tools.chart,
    'versions-file': host.tools.versions,
    ...inputs,
  };
  const [program = '', ...args] = [...within, process.execPath, RUNNER, ACTION];
  const runner = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, GITHUB_ACTIONS: 'true', HOME: env.RUNNER_TEMP, ...inputVariables(given) },
  });
  let log = '';
  for (const stream of [runner.stdout, runner.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
    });
  }
  const exit = () => /^step has ended with code (\d+|null)$/m.exec(log);
  return {
    log: () => log,
    waitForLog: async (text, seconds) => {
      await eventually(async () => log.includes(text) || exit() !== null, Boolean, seconds);
      return log.includes(text);
    },
    ended: async (seconds) => {
      const found = await eventually(async () => exit(), Boolean, seconds);
      return found ? Number(found[1]) : undefined;
    },
    interrupt: (signal) => {
      try {
        process.kill(Number(/^step (\d+) has begun$/m.exec(log)?.[1]), signal);
      } catch (error) {
        // The step has just ended; the log does not contain that yet.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
    kill: () => killJobProcesses(id),
    post: (added) => {
      const step = { inputs: given, state: savedState(log), env: { ...env, ...added }, within };
      return runPost(step, POST);
    },
    [Symbol.dispose]: () => killJobProcesses(id),
  };
}

const inputVariables = (inputs: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
