import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { aptInstall } from '../host/build/debian.ts';
import { withLock } from '../host/lock.ts';
import { Report } from '../host/report.ts';

/** Path of a program that a test runs, the first there is of `names`; where there is none, Debian's package of the first name is installed. */
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

/** Under the lock that all who install from Debian take. */
const install = (names: [string, ...string[]]): Promise<string> =>
  withLock('debian', async () => {
    const already = await onPath(names);
    if (already) return already;
    if (process.getuid?.() !== 0) throw new Error(`Install ${names.join(' or ')}: a test runs it.`);
    await aptInstall([names[0]], new Report());
    const installed = await onPath(names);
    if (installed) return installed;
    throw new Error(`Debian's package ${names[0]} brought no program ${names.join(' or ')}.`);
  });
