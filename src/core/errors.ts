import { hasCredentials, printable } from './printable.ts';

/** One thing wrong with one input. */
export interface InputProblem {
  /** The name as the user writes it: `kubernetes-version`, in a program `kubernetesVersion`. */
  input: string;
  /** What was given; left out where it may be a secret. */
  given?: string;
  /** What is allowed, as the end of the sentence "… must be …". */
  allowed: string;
}

const MOST_PROBLEMS = 30;
const LONGEST_NAME = 120;
const LONGEST_GIVEN = 100;
const LONGEST_ALLOWED = 500;
/** A message is read in a log, and annotations of a job take no more than 64 KB in all. */
const LONGEST_MESSAGE = 8_000;

function sentence({ input, given, allowed }: InputProblem): string {
  const hidden = given === undefined || hasCredentials(given);
  const was = hidden ? '' : `"${printable(given, LONGEST_GIVEN)}" was given; it `;
  return `${printable(input, LONGEST_NAME)}: ${was}must be ${printable(allowed, LONGEST_ALLOWED)}`;
}

/** The input cannot be used. Carries all problems at once; nothing has been created. */
export class InputError extends Error {
  override name = 'InputError';
  /** One for each thing that is wrong. */
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    const lines = problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${sentence(problem)}`);
    if (problems.length > lines.length) lines.push(`  and ${problems.length - lines.length} more`);
    const what = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${what} with the inputs; nothing was created.\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** Something went wrong that the reader can act on: `message` says what and why, `hint` says what to do now. */
export class ClusterError extends Error {
  override name = 'ClusterError';
  /** What to do now, where something helps. */
  readonly hint: string | undefined;
  /** `message` without the hint, in one line. */
  readonly summary: string;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    const short = message.slice(0, LONGEST_MESSAGE);
    super(options.hint ? `${short}\n${options.hint}` : short, { cause: options.cause });
    this.hint = options.hint;
    this.summary = oneLine(short);
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
    const summary = error.problems.map(sentence).join('; ').slice(0, LONGEST_MESSAGE);
    return { summary, details: error.message };
  }
  const summary = oneLine(error.message);
  return { summary, details: summary === error.message ? undefined : error.message };
}

/** What went wrong and what to do about it, on one line, for a list of several. */
export function inFull(error: Error): string {
  const { summary } = inTwo(error);
  const hint = error instanceof ClusterError ? error.hint : undefined;
  return hint ? `${summary} ${oneLine(hint)}` : summary;
}

/** "fetch failed" says nothing: its cause says "connect ECONNREFUSED 10.0.0.1:6443". */
export function rootMessage(error: Error): string {
  const cause = error.cause as Error | undefined;
  if (error instanceof ClusterError) return error.message;
  return cause?.message ? rootMessage(cause) : error.message;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
