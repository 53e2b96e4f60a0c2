import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { delimiter, join } from 'node:path';
import { EXIT, type ExitCode } from './exit-code.ts';

/** The program cannot be run. */
export class CannotRun extends Error {
  override name = 'CannotRun';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The signals with which a terminal, a CI system or a user ends a program. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Throws a `CannotRun` if `program` is missing or not executable. Call this before the cluster is created. */
export function assertRunnable(program: string, env: NodeJS.ProcessEnv): void {
  // Windows resolves program names by different rules.
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
 * Runs a program with the stdin, stdout and stderr of this process until it exits, and forwards every signal to it.
 * Returns its exit code, or 128 + n if signal n ended it.
 */
export async function runChild(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ExitCode> {
  const child = spawn(program, args, { stdio: 'inherit', env });
  const pass = (signal: NodeJS.Signals) => {
    // A terminal sends SIGINT to both processes. Programs may treat a second SIGINT as "stop immediately".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals];
    return code ?? 128 + system.signals[signal];
  } catch (error) {
    throw cannotRun(program, (error as NodeJS.ErrnoException).code);
  } finally {
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}

function cannotRun(program: string, code: string | undefined): CannotRun {
  if (code === 'ENOENT') return new CannotRun(`${program}: command not found`, EXIT.notFound);
  const why = code === 'EACCES' ? 'it is not executable' : code;
  return new CannotRun(`${program} cannot be run: ${why}`, EXIT.notExecutable);
}
