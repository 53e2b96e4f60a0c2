import { readFileSync, writeFileSync } from 'node:fs';
import { type ActionManifest, readActionManifest } from './action-manifest.ts';

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

const code = (value: string | undefined): string => (value ? `\`${value}\`` : '');

const table = (header: string[], rows: string[][]): string =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

function between(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from === -1 || to < from) {
    throw new Error(`The text has no place for the ${name}: add the lines ${start} and ${end}.`);
  }
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

/** Brings the tables of `path` up to date, or, to check only, throws where they are not. */
export function docs(path: string, { check = false, manifest = 'action.yml' } = {}): void {
  const before = readFileSync(path, 'utf8');
  const after = withTables(before, readActionManifest(manifest));
  if (after === before) return;
  if (check) throw new Error(`${path} differs from ${manifest}; run "npm run docs" and commit.`);
  writeFileSync(path, after);
}

if (import.meta.main) {
  try {
    docs('README.md', { check: process.argv.includes('--check') });
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
