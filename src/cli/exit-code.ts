/** What the CLI ends with. `failed`: it was asked for properly, and went wrong, wholly or in part. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** One of `EXIT`, or 128 and the number of the signal that ended it. */
export type ExitCode = number;
