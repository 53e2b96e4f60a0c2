import { run } from '../run.ts';
import type { Entry } from './tar.ts';

/** The libraries that a program loads, with the loader itself, at the same paths in an image. */
export async function sharedLibraries(program: string): Promise<Entry[]> {
  const text = await run('ldd', [program]);
  return [...text.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => ({
    path: path.slice(1),
    source: path,
    mode: 0o755,
  }));
}
