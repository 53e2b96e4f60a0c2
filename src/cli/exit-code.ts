/**
 * What the CLI ends with. `failed`: it was asked for properly, and went wrong, wholly or in part. `run` ends with what its
 * command ends with; `runFailed` and those after it are then its own, as of `docker run`.
 */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  runFailed: 125,
  notExecutable: 126,
  notFound: 127,
} as const;
export type ExitCode = number;
