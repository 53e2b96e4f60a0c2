import { expression } from '../../support/action/workflow.ts';

/** One use of the action that has to be refused. */
export interface BadInput {
  /** What is bad about it. */
  what: string;
  /** Beside those that make the use a good one. */
  inputs: Record<string, string>;
  /** What the error has to name; the first of `inputs` unless given. */
  named?: string;
}

/** In bad inputs, wherever there could be a secret. */
export const SECRET = 'hunter2-of-the-inputs';

/** Made by whatever takes an input for a command. */
export const MARKER = 'made-by-an-injected-command';

/** Bad for whatever is one word of a few letters and digits. */
export const HOSTILE: Record<string, string> = {
  'a blank': 'a b',
  'a line break': 'a\nb',
  'a carriage return': 'a\rb',
  'a tab': 'a\tb',
  NUL: 'a\0b',
  'an escape sequence': 'a\u001b[2Jb',
  'a mark that turns the direction': 'a\u202eb',
  'no width': 'a\u200bb',
  'a picture': '🙂',
  'other letters': 'прод',
  'wide letters': 'ｈｏｓｔ',
  'a command to the runner': 'a\n::set-output name=b::c',
  'a command at once': '::error::a',
  'an encoded command': 'a%0A::error::b',
  'a command of old': '##[error]a',
  'a command of the shell': `$(touch ${MARKER})`,
  backticks: `\`touch ${MARKER}\``,
  'a second command': `a;touch ${MARKER}`,
  'a pipe': `a|touch ${MARKER}`,
  'an expression': expression('secrets.TOKEN'),
  'a template': '{{ .Values.a }}',
  'an option': '--kubeconfig=/etc/passwd',
  'a short option': '-n',
  'a way upwards': '../../../etc/passwd',
  'a password': `https://user:${SECRET}@example.invalid/a?token=${SECRET}`,
  'a prototype': '__proto__',
  quotation: '"a" --debug "b',
  '10 MB': 'a'.repeat(10_000_000),
  'many digits': '9'.repeat(400),
  'many dashes': `${'a-'.repeat(50_000)}!`,
};

/** Each of these inputs with each hostile text. */
export const crossed = (names: readonly string[]): BadInput[] =>
  names.flatMap((name) =>
    Object.entries(HOSTILE).map(([what, text]) => ({
      what: `${name} with ${what}`,
      inputs: { [name]: text },
    })),
  );

/** Bad texts of one input, each by what is bad about it. */
export const texts = (input: string, bad: Record<string, string>): BadInput[] =>
  Object.entries(bad).map(([what, text]) => ({
    what: `${input}: ${what}`,
    inputs: { [input]: text },
  }));
