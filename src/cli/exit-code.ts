/** What the CLI ends with. `failed`: it was asked for properly, and went wrong, wholly or in part. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** What `run` ends with where the command does not say it, as `docker run` and shells have it. */
export const RUN_EXIT = { failed: 125, notExecutable: 126, notFound: 127 } as const;

/** One of these, 128 and the number of the signal that ended it, or what the command of `run` ended with. */
export type ExitCode = number;

/** An end with an exit code of its own. */
export class ExitError extends Error {
  override name = 'ExitError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}
