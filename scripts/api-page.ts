import ts from 'typescript';
import { table } from './between.ts';
import { type Declared, publicApi } from './public-api.ts';

const HEAD = `<!-- biome-ignore-all format: the tables are generated -->
# The library's API

Made from the comments in the sources by \`npm run docs\`. [How to use it](library.md).`;

/** A page in Markdown of what a module exports. */
export function apiPage(entry: string): string {
  const api = publicApi(entry);
  const shown = api.filter(({ isPublic }) => isPublic);
  const sections = [
    ['Functions', shown.filter(({ node }) => ts.isFunctionDeclaration(node))],
    ['Errors', shown.filter(({ node }) => ts.isClassDeclaration(node))],
    [
      'Types',
      shown.filter(({ node }) => !ts.isFunctionDeclaration(node) && !ts.isClassDeclaration(node)),
    ],
  ] as const;
  const parts = sections.flatMap(([title, all]) => [
    `## ${title}`,
    ...all.toSorted(byName).map((declared) => section(declared, api)),
  ]);
  return `${[HEAD, ...parts].join('\n\n')}\n`;
}

const byName = (one: Declared, other: Declared): number => (one.name < other.name ? -1 : 1);

function section({ name, node, text }: Declared, api: readonly Declared[]): string {
  const words = ts.getJSDocCommentsAndTags(node).flatMap((it) => commentOf(it.comment) || []);
  const code = text.replace(/^\/\*\*.*?\*\/\n/s, '').replace(/^declare /, '');
  const isEmpty = ts.isInterfaceDeclaration(node) && node.members.length === 0;
  const isCode = isEmpty || ts.isFunctionDeclaration(node) || ts.isTypeAliasDeclaration(node);
  const parts = [
    `### ${name}`,
    isCode && `\`\`\`ts\n${code}\n\`\`\``,
    words[0],
    throwsOf(node),
    ...(isCode ? [] : membersOf(node, api)),
  ];
  return parts.filter(Boolean).join('\n\n');
}

const commentOf = (comment: Parameters<typeof ts.getTextOfJSDocComment>[0]): string =>
  ts.getTextOfJSDocComment(comment) ?? '';

function throwsOf(node: ts.Node): string {
  const tags = ts.getJSDocTags(node).filter(({ tagName }) => tagName.text === 'throws');
  return tags
    .map(({ comment }) => `- Throws ${commentOf(comment).replace(/^\w+/, (name) => `\`${name}\``)}`)
    .join('\n');
}

/** What is inherited of something public has a table there. */
function membersOf(node: ts.Node, api: readonly Declared[]): string[] {
  if (!ts.isInterfaceDeclaration(node) && !ts.isClassDeclaration(node)) return [];
  const rows: string[][] = node.members.flatMap(row);
  const parts: string[] = [];
  for (const { types } of node.heritageClauses ?? []) {
    for (const { expression, typeArguments } of types) {
      const [base, keys] = typeArguments ?? [];
      const generic = expression.getText();
      const name = (['Omit', 'Pick'].includes(generic) && base?.getText()) || generic;
      const declared = api.find((it) => it.name === name);
      if (declared?.isPublic) parts.push(`All of [${name}](#${name.toLowerCase()}), and:`);
      if (!declared || declared.isPublic || !ts.isInterfaceDeclaration(declared.node)) continue;
      const picked = declared.node.members.filter(
        (it) => !keys || keys.getText().includes(`'${it.name?.getText()}'`),
      );
      rows.unshift(...picked.flatMap(row));
    }
  }
  const columns = rows.some(([, , value]) => value) ? [0, 1, 2, 3] : [0, 1, 3];
  const header = ['Name', 'Type', 'Default', 'What it is'];
  const only = (cells: string[]) => columns.map((column) => cells[column] ?? '');
  return [...parts, table(only(header), rows.map(only))];
}

/** Nothing for a constructor. */
function row(member: ts.TypeElement | ts.ClassElement): string[][] {
  if (!member.name) return [];
  const name = member.name.getText();
  const isMethod = ts.isMethodSignature(member);
  const type = isMethod
    ? member
        .getText()
        .slice(name.length)
        .replace(/;$/, '')
        .replace(/^\?(?=\()/, '')
    : ((member as ts.PropertySignature).type?.getText() ?? '');
  const comments = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const value = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default');
  const words = commentOf(comments[0]?.comment).replaceAll('\n', ' ');
  const code = type.replace(' | undefined', '').replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  return [[`\`${name}\``, `\`${code}\``, value ? `\`${commentOf(value.comment)}\`` : '', words]];
}
