import { join } from 'node:path';
import { homeless, inHome } from './home.ts';

/** Returns the folder that the XDG Base Directory Specification defines for the state of a user's programs. */
export const stateFolder = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_STATE_HOME || inHome(env, '.local', 'state') || homeless(), 'ephemeral-vcluster');
