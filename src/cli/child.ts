import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type ExitCode, ExitError, RUN_EXIT } from './exit-code.ts';
import { SIGNALS, signalExitCode } from './interruption.ts';

/** Throws an `ExitError` for a program that cannot be run: better known before there is a cluster. */
export function assertRunnable(program: string, env: NodeJS.ProcessEnv): void {
  // Windows has rules of its own for what a name stands for.
  if (process.platform === 'win32') return;
  const folders = program.includes('/') ? [''] : (env.PATH ?? '').split(delimiter);
  const files = folders.map((folder) => join(folder, program)).filter(isFile);
  if (files.length === 0) throw cannotRun(program, 'ENOENT');
  if (!files.some(isExecutable)) throw cannotRun(program, 'EACCES');
}

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a program with our own input and outputs to its end, and passes every signal on to it. Gives its exit code, or
 * 128 + n where signal n ended it.
 */
export async function runChild(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ExitCode> {
  const child = spawn(program, args, { stdio: 'inherit', env });
  const pass = (signal: NodeJS.Signals) => {
    // A terminal sends it to both of us, and twice may mean "at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals];
    return code ?? signalExitCode(signal);
  } catch (error) {
    throw cannotRun(program, (error as NodeJS.ErrnoException).code);
  } finally {
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}

function cannotRun(program: string, code: string | undefined): ExitError {
  if (code === 'ENOENT') return new ExitError(`${program}: command not found`, RUN_EXIT.notFound);
  const why = code === 'EACCES' ? 'it is not executable' : code;
  return new ExitError(`${program}: cannot be run: ${why}`, RUN_EXIT.notExecutable);
}
