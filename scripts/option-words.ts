import { inputName, withOptionNames } from '../src/library/option-names.ts';
import type { ActionManifest } from './action-manifest.ts';

/** Descriptions for the library, where those of the action make sense only in a workflow. */
const IN_PROGRAM: Partial<Record<string, string>> = {
  name: 'Name of the cluster and of its kubeconfig context. Default: a new, generated name.',
  values:
    'Your `vcluster.yaml`, as text or as an object. It is merged over the one of this library.',
  lease: 'How long the cluster remains after a process that ended without deleting it.',
};

/** The width that is left for text in a comment line of the source code. */
const WIDTH = 112;

/** A property of an interface, with the comment before it if there is one. */
const OPTION = /(?: {2}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)? {2}(\w+)(\?: .*;)\n/g;

/** Returns `source` with the description of each input in action.yml as the comment of the matching option. */
export function withOptionWords(source: string, { inputs }: ActionManifest): string {
  const options = [...source.matchAll(OPTION)].map(([, name = '']) => name);
  return source.replaceAll(OPTION, (whole, name: string, rest: string) => {
    const input = inputs[inputName(name)];
    if (!input) return whole;
    const words = IN_PROGRAM[inputName(name)] ?? inProgram(input.description);
    const value = input.default && `@default ${literal(input.default)}`;
    return `${comment(withOptionNames(words, options), value)}  ${name}${rest}\n`;
  });
}

const inProgram = (words: string): string =>
  words
    .replace(/ Several versions create one cluster each, in parallel\.$/, '')
    .replace(', `true` or `false`', '')
    .replaceAll('the step waits', 'the creation waits')
    .replaceAll('this action', 'this library')
    .replaceAll('a runner that has disappeared', 'a process that has ended');

const literal = (value: string): string =>
  ['true', 'false'].includes(value) ? value : `'${value}'`;

function comment(words: string, value: string | undefined): string {
  const lines = wrapped(words);
  if (lines.length === 1 && !value) return `  /** ${lines[0]} */\n`;
  const all = [...lines, ...(value ? [value] : [])];
  return `  /**\n${all.map((line) => `   * ${line}\n`).join('')}   */\n`;
}

function wrapped(words: string): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH)
      lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}
