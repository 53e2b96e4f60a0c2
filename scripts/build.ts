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

/** Bundles the faces, and what are processes of their own, each with its dependencies in one file. */
function bundle(folder: string): void {
  for (const name of ['versions', 'everything']) {
    ncc(`src/${name}.ts`, folder);
    renameSync(join(folder, 'index.js'), join(folder, `${name}.js`));
  }
  for (const name of ['index', 'library']) {
    writeFileSync(join(folder, `${name}.js`), unbundled(name));
  }
  cpSync('src/library.cjs', join(folder, 'library.cjs'));
  for (const ending of ['ts', 'cts']) {
    writeFileSync(join(folder, `library.d.${ending}`), declarationFile('src/library.ts'));
  }
  // Main and post are one bundle; the name of the file tells them apart.
  writeFileSync(join(folder, 'post.js'), "import './index.js';\n");
  ncc('src/keeper/index.ts', join(folder, 'keeper'));
  ncc('src/versions-action/index.ts', join(folder, 'versions-action'));
}

/** What decides which of the bundles are read, or has to know where it lies. */
function unbundled(name: string): string {
  const source = readFileSync(`src/${name}.ts`, 'utf8');
  return stripTypeScriptTypes(source)
    .replaceAll(/('\.\/[a-z]+)\.ts'/g, "$1.js'")
    .replaceAll(/\n(\s*\n){2,}/g, '\n\n');
}

function ncc(program: string, folder: string): void {
  const args = ['build', program, '--minify', '--license', 'licenses.txt', '--out', folder];
  execFileSync('node_modules/.bin/ncc', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The names of the files that differ between two folders. */
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

/** Runs `work` with a fresh bundle in a folder beside `dist`: a build that fails leaves the old one in place. */
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
  throw new Error(`dist differs (${stale.join(', ')}); run "npm run build" and commit.`);
}

if (import.meta.main) {
  try {
    withBundle(process.argv.includes('--check') ? assertSame : renew);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
