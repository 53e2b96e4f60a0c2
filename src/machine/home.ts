import { lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterError } from '../core/errors.ts';

/** Returns a path in the home folder of the user, or undefined if there is none: a container can have an unknown uid. */
export function inHome(env: NodeJS.ProcessEnv, ...path: string[]): string | undefined {
  try {
    return join(env.HOME || homedir(), ...path);
  } catch {
    return undefined;
  }
}

/** Replaces `~` at the start of a path by the home folder: no shell does it for an input, and none for `--flag=~/file`. */
export const expandHome = (env: NodeJS.ProcessEnv, path: string): string =>
  /^~(?=$|[\\/])/.test(path) ? (inHome(env, path.slice(1)) ?? path) : path;

const OTHERS = 0o077;

/**
 * Returns a folder for temporary files that replaces the home folder of a user who has none. Its name is known to all
 * users of the machine, so it is only used if it belongs to this one, who alone can enter it.
 */
export function homeless(temporary = tmpdir(), uid = process.getuid?.()): string {
  const folder = join(temporary, `ephemeral-vcluster-${uid ?? 'user'}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (found.isDirectory() && (uid === undefined || (found.uid === uid && !(found.mode & OTHERS))))
    return folder;
  throw new ClusterError(`${folder} is not a private folder of user ${uid}, who has no home.`, {
    hint: 'Set HOME to a folder of this user.',
  });
}
