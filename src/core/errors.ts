/** One thing wrong with one input. */
export interface InputProblem {
  /** The name as the user writes it: `kubernetes-version`. */
  input: string;
  /** What was given; left out where it may be a secret. */
  given?: string;
  /** What is allowed, as the end of the sentence "… must be …". */
  allowed: string;
}

/** The input cannot be used. Carries all problems at once; nothing has been created. */
export class InputError extends Error {
  override name = 'InputError';
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    const lines = problems.map(
      ({ input, given, allowed }) =>
        `  ${input}: ${given === undefined ? '' : `"${given}" was given; it `}must be ${allowed}`,
    );
    const what = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${what} with the inputs; nothing was created.\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** Something went wrong that the reader can act on: `message` says what and why, `hint` says what to do now. */
export class ClusterError extends Error {
  override name = 'ClusterError';
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(options.hint ? `${message}\n${options.hint}` : message, { cause: options.cause });
    this.hint = options.hint;
  }
}
