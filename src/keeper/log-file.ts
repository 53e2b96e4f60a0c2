import { appendFileSync, renameSync, statSync } from 'node:fs';

const LARGEST = 1_000_000;

/**
 * A log that stays small: at `largest` bytes the file becomes `PATH.1`, in place of an older one, and a new one is begun.
 * Each line carries its time.
 */
export function openLogFile(path: string, largest = LARGEST): (message: string) => void {
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return (message) => {
    const line = `${new Date().toISOString()} ${message}\n`;
    if (size > 0 && size + line.length > largest) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, line, { mode: 0o600 });
    size += line.length;
  };
}
