import { ClusterError, InputError } from '../core/errors.ts';

/** `hostContext` as the input is called: `host-context`. */
export const inputName = (option: string): string =>
  option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `host-context` as the option is called: `hostContext`. */
export const optionName = (input: string): string =>
  input.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `text` with the inputs in it, of which each name has a hyphen, called as the `options` are. */
export const withOptionNames = (text: string, options: readonly string[]): string =>
  text.replace(/[a-z]+(-[a-z]+)+/g, (word) =>
    options.includes(optionName(word)) ? optionName(word) : word,
  );

/** An error of ours in words of options; any other as it is. */
export function inOptions(error: unknown, options: readonly string[]): unknown {
  const spoken = (text: string) => withOptionNames(text, options);
  if (error instanceof InputError) {
    return new InputError(
      error.problems.map(({ input, allowed, ...given }) => ({
        ...given,
        input: optionName(input),
        allowed: spoken(allowed),
      })),
    );
  }
  if (!(error instanceof ClusterError) || !error.hint) return error;
  const { hint, message, cause } = error;
  return new ClusterError(message.slice(0, -hint.length - 1), { hint: spoken(hint), cause });
}
