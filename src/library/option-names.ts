import { ClusterError, InputError } from '../core/errors.ts';

/** Returns the name of the input for an option: `host-context` for `hostContext`. */
export const inputName = (option: string): string =>
  option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Returns the name of the option for an input: `hostContext` for `host-context`. */
export const optionName = (input: string): string =>
  input.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Replaces the names of inputs in `text` with the names of `options`. Only names with a hyphen differ. */
export const withOptionNames = (text: string, options: readonly string[]): string =>
  text.replace(/[a-z]+(-[a-z]+)+/g, (word) =>
    options.includes(optionName(word)) ? optionName(word) : word,
  );

/** Returns an InputError or ClusterError with the names of options instead of inputs, and any other error unchanged. */
export function inOptions(error: unknown, options: readonly string[]): unknown {
  const renamed = (text: string) => withOptionNames(text, options);
  if (error instanceof InputError) {
    return new InputError(
      error.problems.map(({ input, allowed, message, ...given }) => ({
        ...given,
        input: optionName(input),
        allowed: renamed(allowed),
        ...(message && { message: renamed(message) }),
      })),
    );
  }
  if (!(error instanceof ClusterError) || !error.hint) return error;
  const { hint, message, cause } = error;
  return new ClusterError(message.slice(0, -hint.length - 1), { hint: renamed(hint), cause });
}
