import { getExecOutput } from '@actions/exec';
import type { RunProgram } from '../core/runtime.ts';

/** Runs a program and keeps what it prints out of the log. */
export const runProgram: RunProgram = (program, args, { env } = {}) =>
  // Quoted, since exec splits the first text at blanks; the arguments are passed on as they are.
  getExecOutput(`"${program}"`, [...args], {
    silent: true,
    ignoreReturnCode: true,
    ...(env && { env: { ...(process.env as Record<string, string>), ...env } }),
  });
