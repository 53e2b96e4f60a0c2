import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bundles the action with all its dependencies into one file in `folder`. */
export function build(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const args = ['build', 'src/index.ts', '--minify', '--license', 'licenses.txt', '--out', folder];
  execFileSync('node_modules/.bin/ncc', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The files that differ between two folders. */
export function differences(one: string, other: string): string[] {
  const names = new Set([...readdirSync(one), ...readdirSync(other)]);
  return [...names].filter((name) => contents(one, name) !== contents(other, name));
}

function contents(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}

function check(): void {
  const folder = mkdtempSync(join(tmpdir(), 'dist-'));
  try {
    build(folder);
    const stale = differences('dist', folder);
    if (stale.length === 0) return;
    console.error(`dist/ is not built from this source (${stale.join(', ')} differ);`);
    console.error('run "npm run build" and commit.');
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  if (process.argv.includes('--check')) check();
  else build('dist');
}
