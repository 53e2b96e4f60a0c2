import { expression } from '../../support/action/workflow.ts';

/** Inputs of the action that must be rejected. */
export interface BadInput {
  /** What is invalid. */
  what: string;
  /** Added to valid inputs. */
  inputs: Record<string, string>;
  /** What the error must name. Default: the first key of `inputs`. */
  named?: string;
}

/** The text in invalid inputs at every position that may contain a secret. */
export const SECRET = 'hunter2-of-the-inputs';

/** A file that only exists if an input was run as a command. */
export const MARKER = 'made-by-an-injected-command';

/** Texts that are invalid for every input of a few letters and digits. */
export const HOSTILE: Record<string, string> = {
  'a blank': 'a b',
  'a line break': 'a\nb',
  'a carriage return': 'a\rb',
  'a tab': 'a\tb',
  NUL: 'a\0b',
  'an escape sequence': 'a\u001b[2Jb',
  'a direction mark': 'a\u202eb',
  'a zero-width space': 'a\u200bb',
  'an emoji': '🙂',
  'Cyrillic letters': 'прод',
  'full-width letters': 'ｈｏｓｔ',
  'a workflow command': 'a\n::set-output name=b::c',
  'a workflow command at the start': '::error::a',
  'an encoded workflow command': 'a%0A::error::b',
  'an old workflow command': '##[error]a',
  'a shell command': `$(touch ${MARKER})`,
  backticks: `\`touch ${MARKER}\``,
  'a second shell command': `a;touch ${MARKER}`,
  'a pipe': `a|touch ${MARKER}`,
  'an expression': expression('secrets.TOKEN'),
  'a template': '{{ .Values.a }}',
  'an option': '--kubeconfig=/etc/passwd',
  'a short option': '-n',
  'a path upwards': '../../../etc/passwd',
  'a password': `https://user:${SECRET}@example.invalid/a?token=${SECRET}`,
  'a prototype': '__proto__',
  quotes: '"a" --debug "b',
  '10 MB': 'a'.repeat(10_000_000),
  'many digits': '9'.repeat(400),
  'many dashes': `${'a-'.repeat(50_000)}!`,
};

/** Combines each of these inputs with each hostile text. */
export const crossed = (names: readonly string[]): BadInput[] =>
  names.flatMap((name) =>
    Object.entries(HOSTILE).map(([what, text]) => ({
      what: `${name} with ${what}`,
      inputs: { [name]: text },
    })),
  );

/** Invalid texts for one input; the key is what is invalid. */
export const texts = (input: string, bad: Record<string, string>): BadInput[] =>
  Object.entries(bad).map(([what, text]) => ({
    what: `${input}: ${what}`,
    inputs: { [input]: text },
  }));
