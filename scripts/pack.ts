import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Returns the manifest of the published package. It has no dependencies, because the bundles contain them. For this
 * reason, the package is built from a separate folder, and the package.json of the repository stays `private`.
 */
export function publishedManifest(text: string): object {
  const {
    private: _,
    scripts,
    dependencies,
    devDependencies,
    optionalDependencies,
    ...rest
  } = JSON.parse(text);
  return rest;
}

/** Packs the current `dist` into `folder`. Returns the path of the tarball. */
export function pack(folder: string): string {
  const staging = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    const manifest = publishedManifest(readFileSync('package.json', 'utf8'));
    writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    for (const path of ['dist', 'docs', 'README.md', 'LICENSE'])
      cpSync(path, join(staging, path), { recursive: true });
    mkdirSync(folder, { recursive: true });
    const args = ['pack', '--json', '--pack-destination', resolve(folder)];
    const [packed] = JSON.parse(
      execFileSync('npm', args, {
        cwd: staging,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    return join(folder, packed.filename);
  } finally {
    rmSync(staging, { recursive: true });
  }
}

if (import.meta.main) console.log(pack('build'));
