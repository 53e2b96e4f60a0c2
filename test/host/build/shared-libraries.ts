import { run } from '../run.ts';

/** Paths of the libraries that a program loads, with the loader itself. */
export async function sharedLibraries(program: string): Promise<string[]> {
  const text = await run('ldd', [program]);
  return [...text.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
}
