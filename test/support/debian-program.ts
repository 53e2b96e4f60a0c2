import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { aptInstall } from '../host/build/debian.ts';
import { withLock } from '../host/lock.ts';
import { Report } from '../host/report.ts';

/**
 * Path of the first of these programs that is on the PATH. If none is, this installs Debian's package of the first name
 * (needs root).
 */
export const debianProgram = async (...names: [string, ...string[]]): Promise<string> =>
  (await onPath(names)) ?? (await install(names));

async function onPath(names: readonly string[]): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const isThere = access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (await isThere) return path;
  }
  return undefined;
}

/** Holds the lock that every installation from Debian holds. */
const install = (names: [string, ...string[]]): Promise<string> =>
  withLock('debian', async () => {
    const already = await onPath(names);
    if (already) return already;
    if (process.getuid?.() !== 0)
      throw new Error(
        `A test needs ${names.join(' or ')}, which is not on the PATH. Install it, or run as root.`,
      );
    await aptInstall([names[0]], new Report());
    const installed = await onPath(names);
    if (installed) return installed;
    throw new Error(
      `Debian's package ${names[0]} did not install a program ${names.join(' or ')}.`,
    );
  });
