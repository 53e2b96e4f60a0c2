import { expect, test } from '@jest/globals';
import type { ActionManifest } from '../../scripts/action-manifest.ts';
import { withOptionWords } from '../../scripts/option-words.ts';

const action = {
  inputs: {
    'wait-for': { description: 'How far to wait, see `host-context`.', default: 'ready' },
    'host-context': { description: `A context. ${'word '.repeat(30)}`.trim() },
    preflight: { description: 'Whether to examine, `true` or `false`.', default: 'true' },
  },
} as unknown as ActionManifest;

const SOURCE = `export interface Options {
  /** Stale. */
  waitFor?: string | undefined;
  hostContext?: string | undefined;
  preflight?: boolean | undefined;
  /** Ours alone. */
  log?: Logger | undefined;
}
`;

test('each option has the words of its input, and one that is no input keeps its own', () => {
  const text = withOptionWords(SOURCE, action);
  expect(text).toContain(
    "  /**\n   * How far to wait, see `hostContext`.\n   * @default 'ready'\n   */\n  waitFor?",
  );
  expect(text).toContain('   * Whether to examine.\n   * @default true\n');
  expect(text).toContain('  /** Ours alone. */\n  log?: Logger');
  expect(text).not.toContain('Stale');
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(120);
  expect(withOptionWords(text, action)).toBe(text);
});
