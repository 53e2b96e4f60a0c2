import { readFile } from 'node:fs/promises';
import { run } from '../run.ts';

/** Mount points at or below the folders, the innermost first. */
export async function mountsBelow(folders: readonly string[]): Promise<string[]> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).trim().split('\n');
  const points = lines.map((line) => unescapeOctal(line.split(' ')[4] ?? ''));
  const below = (point: string) => folders.some((f) => point === f || point.startsWith(`${f}/`));
  return points.filter(below).reverse(); // The innermost mounts are the latest.
}

// The kernel writes space, tab, newline and backslash of a path as \040 and so on.
const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));

/** Unmounts lazily, so that a mount in use disappears immediately for other processes. */
export async function unmountBelow(folders: readonly string[]): Promise<void> {
  const points = await mountsBelow(folders);
  for (let at = 0; at < points.length; at += 200) {
    await run('umount', ['--lazy', ...points.slice(at, at + 200)]);
  }
}
