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
    const lines = problems.map((problem) => `  ${sentence(problem)}`);
    const what = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${what} with the inputs; nothing was created.\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

const sentence = ({ input, given, allowed }: InputProblem): string =>
  `${input}: ${given === undefined ? '' : `"${given}" was given; it `}must be ${allowed}`;

/** Something went wrong that the reader can act on: `message` says what and why, `hint` says what to do now. */
export class ClusterError extends Error {
  override name = 'ClusterError';
  readonly hint: string | undefined;
  /** `message` without the hint, in one line. */
  readonly summary: string;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(options.hint ? `${message}\n${options.hint}` : message, { cause: options.cause });
    this.hint = options.hint;
    this.summary = oneLine(message);
  }
}

/** An error for a place with room for one line, such as an annotation of a workflow, and one with room for the rest. */
export interface ErrorInTwo {
  /** One line: what went wrong, with which object, and why. */
  summary: string;
  /** What to do, or all that there is to say. */
  details?: string | undefined;
}

export function inTwo(error: Error): ErrorInTwo {
  if (error instanceof ClusterError) return { summary: error.summary, details: error.hint };
  if (error instanceof InputError) {
    return { summary: error.problems.map(sentence).join('; '), details: error.message };
  }
  const summary = oneLine(error.message);
  return { summary, details: summary === error.message ? undefined : error.message };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
