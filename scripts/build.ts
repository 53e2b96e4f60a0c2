import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declarationFile } from './declarations.ts';

/** Bundles the entry points and the programs that run as separate processes, each with its dependencies in one file. */
function bundle(folder: string): void {
  for (const name of ['bundle-versions', 'bundle']) {
    ncc(`src/${name}.ts`, folder);
    renameSync(join(folder, 'index.js'), join(folder, `${name}.js`));
  }
  for (const name of ['index', 'library']) {
    writeFileSync(join(folder, `${name}.js`), unbundled(name));
  }
  for (const name of ['library.cjs', 'library.mjs', 'node-version.cjs']) {
    cpSync(join('src', name), join(folder, name));
  }
  for (const ending of ['ts', 'cts']) {
    writeFileSync(join(folder, `library.d.${ending}`), declarationFile('src/library.ts'));
  }
  // The main and the post step share one bundle. The name of the file that runs selects the step.
  writeFileSync(join(folder, 'post.js'), "import './index.js';\n");
  ncc('src/artifact/index.ts', join(folder, 'artifact'));
  ncc('src/keeper/index.ts', join(folder, 'keeper'));
  ncc('src/versions-action/index.ts', join(folder, 'versions-action'));
}

/** Returns a source file as JavaScript, not bundled: it selects the bundle to load, or needs its own path. */
export function unbundled(name: string): string {
  const source = readFileSync(`src/${name}.ts`, 'utf8');
  return stripTypeScriptTypes(source)
    .replaceAll(/('\.\/[a-z/-]+)\.ts'/g, "$1.js'")
    .replaceAll(/\n(\s*\n){2,}/g, '\n\n');
}

function ncc(program: string, folder: string): void {
  const args = ['build', program, '--minify', '--license', 'licenses.txt', '--out', folder];
  execFileSync('node_modules/.bin/ncc', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Returns the names of the files that differ between two folders. */
export function differences(one: string, other: string): string[] {
  const names = new Set([...filesIn(one), ...filesIn(other)]);
  return [...names].filter((name) => contents(one, name) !== contents(other, name));
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' });

function contents(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs `work` with a fresh bundle in a temporary folder, so that a failed build leaves `dist` as it is. */
function withBundle(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'dist-'));
  try {
    bundle(folder);
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function renew(folder: string): void {
  rmSync('dist', { recursive: true, force: true });
  cpSync(folder, 'dist', { recursive: true });
}

function assertSame(folder: string): void {
  const stale = differences('dist', folder);
  if (stale.length === 0) return;
  throw new Error(
    `dist is not up to date (${stale.join(', ')}): run "npm run build" and commit the result.`,
  );
}

if (import.meta.main) {
  try {
    withBundle(process.argv.includes('--check') ? assertSame : renew);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
