import { constants } from 'node:os';
import { ClusterError } from '../core/errors.ts';
import type { ExitCode } from './exit-code.ts';

/** The program that reads stdout has ended, as in `list | head -1`. It needs no message. */
export class ReaderGone extends Error {
  override name = 'ReaderGone';
  /** The exit code of a program that SIGPIPE ends. */
  readonly exitCode: ExitCode = 128 + constants.signals.SIGPIPE;
}

/**
 * Writes the result of a verb to stdout.
 *
 * @throws ReaderGone if nobody reads it, or ClusterError if it cannot be written, for example to a full disk.
 */
export async function print(text: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
    });
  } catch (cause) {
    const what = 'The result could not be written to stdout';
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EPIPE') throw new ReaderGone(`${what}: nobody reads it`, { cause });
    throw new ClusterError(`${what}: ${message}`, { cause });
  }
}
