import { InputError, type InputProblem, problemLines, problemText } from '../core/errors.ts';
import { ACTION_ALONE } from './action-alone.ts';
import texts from './inputs.json' with { type: 'json' };

/** The inputs that are flags. */
const NAMES: readonly string[] = Object.keys(texts).filter((name) => !(name in ACTION_ALONE));

/** Returns the message of an error, with the names of flags in place of inputs. `explain` returns it with those of inputs. */
export function inFlags(
  error: unknown,
  explain: (error: unknown) => string,
  verb: string | undefined,
): string {
  if (!(error instanceof InputError)) return withFlagNames(explain(error));
  // A workshop reads its keys from a file, too.
  const flagName = (input: string) => (verb === 'workshop' ? input : flagOf(input));
  const problems = error.problems.map(
    ({ input, allowed, message, ...given }): InputProblem => ({
      ...given,
      input: flagName(input),
      allowed: withFlagNames(allowed),
      ...(message && { message: withFlagNames(message) }),
    }),
  );
  const [first, another] = problems;
  return first && !another
    ? problemText(first)
    : `${problems.length} problems with the flags; nothing was done.\n${problemLines(problems)}`;
}

function flagOf(input: string): string {
  // A command line must not contain a secret, so only the path is a flag.
  if (input === 'host-kubeconfig') return '--host-kubeconfig-path';
  return NAMES.includes(input) ? `--${input}` : input;
}

/** Inputs in a text are words with a hyphen, or in backticks. */
const withFlagNames = (text: string): string =>
  text
    .replace('host-kubeconfig or host-kubeconfig-path', 'host-kubeconfig-path')
    .replace(/(?<![\w/.-])[a-z]+(?:-[a-z]+)+(?![\w/.-]*[\w/])|`[a-z]+`/g, (word) =>
      word.startsWith('`') ? `\`${flagOf(word.slice(1, -1))}\`` : flagOf(word),
    );
