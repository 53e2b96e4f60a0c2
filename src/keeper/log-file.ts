import { appendFileSync, renameSync, statSync } from 'node:fs';

const MAX_SIZE = 1_000_000;

/**
 * Opens a log of limited size: at `maxSize` bytes the file is renamed to `PATH.1`, which replaces an older one, and
 * a new file is started. Each line begins with the time. A message that cannot be written is lost, for example because
 * the disk is full or the folder was deleted: the program that logs is worth more.
 */
export function openLogFile(path: string, maxSize = MAX_SIZE): (message: string) => void {
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const append = (line: string): void => {
    if (size > 0 && size + line.length > maxSize) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, line, { mode: 0o600 });
    size += line.length;
  };
  return (message) => {
    try {
      append(`${new Date().toISOString()} ${message}\n`);
    } catch {}
  };
}
