import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { apiPage } from '../../scripts/api-page.ts';
import { declarationFile } from '../../scripts/declarations.ts';
import { newFolder } from '../support/folder.ts';

/** The files of a package whose entry is `entry.ts`. */
async function sources(files: Record<string, string>) {
  const folder = await newFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  return { ...folder, entry: join(folder.path, 'entry.ts') };
}

const ENTRY = `
import type { Wish } from './wish.ts';
export type { Kind } from './wish.ts';
/** Does it.
 *
 * @throws Error where it cannot. */
export function make(wish: Wish, secret = internal()): void {}
const internal = () => 7;
`;
const WISH = `
export const KINDS = ['one', 'other'] as const;
export type Kind = (typeof KINDS)[number];
interface Base {
  /** Which one. */
  kind: Kind;
  hidden: number;
}
export interface Wish extends Pick<Base, 'kind'> {
  /**
   * How long | how far.
   * @default '5m'
   */
  time?: string | undefined;
}
export const unrelated = 1;
`;

test('a declaration file has what is exported and what that needs, and nothing else', async () => {
  await using files = await sources({ 'entry.ts': ENTRY, 'wish.ts': WISH });
  const text = declarationFile(files.entry);
  expect(text).toContain("export type Kind = 'one' | 'other';");
  expect(text).toContain('export declare function make(wish: Wish, secret?: number): void;');
  expect(text).toMatch(/^interface Wish extends Pick<Base, 'kind'> \{/m);
  expect(text).toMatch(/^interface Base/m);
  expect(text).not.toMatch(/unrelated|internal|import/);
});

test('a type of another package is refused: users of this package do not have it', async () => {
  const entry = "import type { z } from 'zod';\nexport interface Wish { shape: z.ZodType }\n";
  await using files = await sources({ 'entry.ts': entry });
  expect(() => declarationFile(files.entry)).toThrow(
    /entry\.ts uses z of the package zod in the public types/,
  );
});

test('a page has each name with its words, and members that come from something hidden', async () => {
  const all = ENTRY.replace('{ Kind }', '{ Kind, Wish }');
  await using files = await sources({ 'entry.ts': all, 'wish.ts': WISH });
  const page = apiPage(files.entry);
  expect(page).toContain('### make\n\n```ts\nfunction make(');
  expect(page).toContain('Does it.\n\n- Throws `Error` where it cannot.');
  expect(page).toContain(
    "| `kind` | `Kind` |  | Which one. |\n| `time` | `string` | `'5m'` | How long",
  );
  expect(page).not.toContain('hidden');
});
