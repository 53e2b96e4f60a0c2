import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { InputProblem } from '../../core/errors.ts';
import { readSmallFile } from '../../machine/small-file.ts';
import { type Manifest, parseManifests } from '../../workshop/manifests.ts';

/** Reads the objects in files, and in the files of folders in the order of their names. Adds unreadable files to `problems`. */
export function readManifestFiles(paths: readonly string[], problems: InputProblem[]): Manifest[] {
  return paths.flatMap((path) => {
    try {
      return filesAt(path).flatMap((file) => parseFile(file));
    } catch (error) {
      const [reason] = (error as Error).message.split('\n');
      problems.push({
        input: 'manifests',
        given: path,
        allowed: `a file or folder of Kubernetes manifests (${reason})`,
      });
      return [];
    }
  });
}

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => /\.(ya?ml|json)$/.test(name));
  return names.toSorted().map((name) => join(path, name));
}

function parseFile(file: string): Manifest[] {
  try {
    return parseManifests(file, readSmallFile(file));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}
