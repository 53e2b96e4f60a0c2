import { globSync, readFileSync } from 'node:fs';

/** A block of a page that a reader runs: commands of a shell, or a workflow. */
export interface Block {
  page: string;
  /** The line of its first command, to find it. */
  line: number;
  kind: 'shell' | 'workflow';
  text: string;
  /** Why it cannot run here: `<!-- not run: REASON -->` in the line before the block. */
  notRun?: string;
  /** Its lines are alternatives: `<!-- run: each line on another machine -->` in the line before the block. */
  alternatives: boolean;
}

const SHELLS = ['sh', 'shell', 'bash', 'console'];

/** In the order of a reader: the README begins with the rights, and other pages use the kubeconfig of that page. */
export const pages = (): string[] => {
  const first = ['README.md', 'docs/rights.md'];
  const others = globSync('docs/*.md').filter((page) => !first.includes(page));
  return [...first, ...others.toSorted(), 'SECURITY.md', 'tekton/README.md'];
};

export function blocksOf(page: string, text = readFileSync(page, 'utf8')): Block[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap((match) => {
    const [, language = '', content = ''] = match;
    const before = text.slice(0, match.index);
    const kind = kindOf(language, content);
    if (!kind) return [];
    const mark = before.split('\n').at(-2) ?? '';
    const notRun = /^<!-- not run: (.+) -->$/.exec(mark)?.[1];
    return {
      page,
      line: before.split('\n').length + 1,
      kind,
      text: language === 'console' ? typed(content) : content,
      ...(notRun && { notRun }),
      alternatives: mark === '<!-- run: each line on another machine -->',
    };
  });
}

/** A YAML block without jobs is not run: it is a part of a workflow, or values. */
function kindOf(language: string, content: string): Block['kind'] | undefined {
  if (SHELLS.includes(language)) return 'shell';
  return language === 'yaml' && /^jobs:$/m.test(content) ? 'workflow' : undefined;
}

/** What a person types in a session; the other lines are answers. */
const typed = (session: string): string =>
  session
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => line.slice('$ '.length))
    .join('\n');

/** The scripts to run for a block, one after the other. */
export const scriptsOf = ({ text, alternatives }: Block): string[] =>
  (alternatives ? text.trim().split('\n') : [text]).map(interrupted);

/** A command with the comment "until Ctrl-C" gets the signal of Ctrl-C. It must still run then. */
const interrupted = (script: string): string =>
  script.replace(
    /^(.+?) +# until Ctrl-C$/gm,
    (_, command) => `code=0; timeout --signal INT 20 ${command} || code=$?; test $code = 124`,
  );
