import { hasCredentials, printable } from './printable.ts';

/** A problem with one input. */
export interface InputProblem {
  /** The name as the user writes it: `kubernetes-version`, or `kubernetesVersion` in a program. */
  input: string;
  /** The given value; left out if it may be a secret. */
  given?: string;
  /** The allowed values, as the end of the sentence "… must be …". */
  allowed: string;
  /** Replaces the sentence "INPUT: must be …" if the problem is not the value, for example for an unknown key. */
  message?: string;
}

/** In one error. */
const MOST_PROBLEMS = 30;
const LONGEST_NAME = 120;
const LONGEST_GIVEN = 100;
const LONGEST_ALLOWED = 500;
/** In characters. People read messages in a log, and all annotations of a job together are limited to 64 KB. */
const LONGEST_MESSAGE = 8_000;

/** Returns a problem as a sentence. */
export function problemText({ input, given, allowed, message }: InputProblem): string {
  if (message) return printable(message, LONGEST_NAME + LONGEST_ALLOWED);
  const hidden = given === undefined || hasCredentials(given);
  const was = hidden ? '' : `"${printable(given, LONGEST_GIVEN)}" was given; it `;
  return `${printable(input, LONGEST_NAME)}: ${was}must be ${printable(allowed, LONGEST_ALLOWED)}`;
}

/** Returns problems as lines, one for each. */
export function problemLines(problems: readonly InputProblem[]): string {
  const lines = problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${problemText(problem)}`);
  if (problems.length > lines.length) lines.push(`  and ${problems.length - lines.length} more`);
  return lines.join('\n');
}

/** The inputs are invalid. The error contains all problems. */
export class InputError extends Error {
  override name = 'InputError';
  /** One for each invalid input. */
  readonly problems: readonly InputProblem[];

  /** `outcome` says what became of the clusters. */
  constructor(problems: readonly InputProblem[], outcome = 'nothing was created') {
    const what = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${what} with the inputs; ${outcome}.\n${problemLines(problems)}`);
    this.problems = problems;
  }
}

/** A failure that the reader can act on: `message` says what happened and why, `hint` says what to do now. */
export class ClusterError extends Error {
  override name = 'ClusterError';
  /** What to do now; undefined if no advice is known. */
  readonly hint: string | undefined;
  /** `message` without the hint, on one line. */
  readonly summary: string;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    const short = message.slice(0, LONGEST_MESSAGE);
    super(options.hint ? `${short}\n${options.hint}` : short, { cause: options.cause });
    this.hint = options.hint;
    this.summary = oneLine(short);
  }
}

/** An error in two parts: one line, for example for a workflow annotation, and the rest. */
export interface ErrorParts {
  /** One line: what happened, to which object, and why. */
  summary: string;
  /** The hint, or the whole message if `summary` does not contain all of it. */
  details?: string | undefined;
}

export function errorParts(error: Error): ErrorParts {
  if (error instanceof ClusterError) return { summary: error.summary, details: error.hint };
  if (error instanceof InputError) {
    const summary = error.problems.map(problemText).join('; ').slice(0, LONGEST_MESSAGE);
    return { summary, details: error.message };
  }
  const summary = oneLine(error.message);
  return { summary, details: summary === error.message ? undefined : error.message };
}

/** Returns the summary and the hint on one line, for a list of several errors. */
export function summaryWithHint(error: Error): string {
  const { summary } = errorParts(error);
  const hint = error instanceof ClusterError ? error.hint : undefined;
  return hint ? `${summary} ${oneLine(hint)}` : summary;
}

/** Returns the message of the innermost cause: "fetch failed" has the cause "connect ECONNREFUSED 10.0.0.1:6443". */
export function rootMessage(error: Error): string {
  const cause = error.cause as Error | undefined;
  if (error instanceof ClusterError) return error.message;
  return cause?.message ? rootMessage(cause) : error.message;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
