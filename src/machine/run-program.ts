import { getExecOutput } from '@actions/exec';
import type { RunProgram } from '../core/runtime.ts';
import { childEnvironment } from './child-environment.ts';

/** Runs a program in a composed environment, without writing its output to the log. */
export const runProgram: RunProgram = (program, args, { env } = {}) =>
  // Quoted, because exec splits the first argument at spaces. It passes the other arguments unchanged.
  getExecOutput(`"${program}"`, [...args], {
    silent: true,
    ignoreReturnCode: true,
    env: childEnvironment(env),
  });
