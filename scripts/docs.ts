import { readFileSync, writeFileSync } from 'node:fs';
import { type ActionManifest, readActionManifest } from './action-manifest.ts';
import { withFlags } from './cli-flags.ts';
import { between, code, table } from './markdown.ts';

/** `text` with the tables between its markers made anew from `action`. */
export function withTables(text: string, action: ActionManifest): string {
  const inputs = Object.entries(action.inputs)
    // Filled in by the runner, not by people.
    .filter(([name]) => name !== 'job-status')
    .map(([name, { default: value, description }]) => [`\`${name}\``, code(value), description]);
  const outputs = Object.entries(action.outputs).map(([name, { description }]) => [
    `\`${name}\``,
    description,
  ]);
  const withInputs = between(text, 'inputs', table(['Input', 'Default', 'What it is'], inputs));
  return between(withInputs, 'outputs', table(['Output', 'What it is'], outputs));
}

/** A page with tables, and what they are made from. */
export interface Page {
  path: string;
  source: string;
  render(text: string): string;
}

const PAGES: Page[] = [
  {
    path: 'README.md',
    source: 'action.yml',
    render: (text) => withTables(text, readActionManifest()),
  },
  { path: 'docs/cli.md', source: 'src/cli', render: withFlags },
];

/** Brings the tables of a page up to date, or, to check only, throws where they are not. */
export function docs({ path, source, render }: Page, { check = false } = {}): void {
  const before = readFileSync(path, 'utf8');
  const after = render(before);
  if (after === before) return;
  if (check) throw new Error(`${path} differs from ${source}; run "npm run docs" and commit.`);
  writeFileSync(path, after);
}

if (import.meta.main) {
  try {
    for (const page of PAGES) docs(page, { check: process.argv.includes('--check') });
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
