import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** The environment of a step in a workflow. */
export interface StepEnvironment {
  inputs?: Record<string, string>;
  state?: Record<string, string>;
  env?: Record<string, string>;
  /** The working directory. Default: that of the test. */
  cwd?: string;
  /** Called with the process when it has started. */
  onStart?: (child: ChildProcess) => void;
  /** A program and arguments that run the step in another environment, for example `nsenter --net=…`. */
  within?: readonly string[];
}

export interface StepResult {
  code: number | null;
  /** Log and workflow commands. The runner's command files are not set, so that all commands are printed here. */
  log: string;
}

/** Creates a folder like the RUNNER_TEMP of a job. */
export const newRunnerTemp = (): string => mkdtempSync(join(tmpdir(), 'runner-temp-'));

/** Runs the action in a new process, as the runner does, with an otherwise empty environment. */
export async function runAction(
  step: StepEnvironment,
  program = 'src/index.ts',
): Promise<StepResult> {
  const [command = '', ...args] = [...(step.within ?? []), process.execPath, resolve(program)];
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: step.cwd,
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      GITHUB_ACTIONS: 'true',
      ...prefixed('INPUT_', step.inputs, (name) => name.toUpperCase()),
      ...prefixed('STATE_', step.state),
      ...step.env,
    },
  });
  step.onStart?.(child);
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: child.exitCode, log: stdout + stderr };
}

/** Runs the clean-up. */
export const runPost = (step: StepEnvironment, program = 'src/post.ts'): Promise<StepResult> =>
  runAction(step, program);

/** Returns the state that the runner would pass to the post run. */
export function savedState(log: string): Record<string, string> {
  const commands = log.matchAll(/^::save-state name=(\w+)::(.*)$/gm);
  return Object.fromEntries(
    [...commands].map(([, name, value]) => [name, value?.replaceAll('%25', '%')]),
  );
}

const prefixed = (
  prefix: string,
  values: Record<string, string> = {},
  spell = (name: string) => name,
): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + spell(name), value]));
