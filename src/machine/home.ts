import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns a path in the home folder of the user, or undefined if there is none: a container can have an unknown uid. */
export function inHome(env: NodeJS.ProcessEnv, ...path: string[]): string | undefined {
  try {
    return join(env.HOME || homedir(), ...path);
  } catch {
    return undefined;
  }
}
