/**
 * The exit codes of the CLI. `failed`: the usage was correct, but the work failed completely or in part. `run` returns the
 * exit code of its command; `runFailed` and the codes after it are those of `run` itself, with the numbers of `docker run`.
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
