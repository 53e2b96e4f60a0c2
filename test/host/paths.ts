import { homedir } from 'node:os';
import { join } from 'node:path';

export const DEFAULT_NAME = 'host';

/** The folder for everything that is built or stored. You may delete it; the next start then builds everything again. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ephemeral-vcluster');
}

export const buildRoot = (): string => join(cacheRoot(), 'build');
export const lockRoot = (): string => join(cacheRoot(), 'lock');
export const hostFolder = (name: string): string => join(cacheRoot(), 'hosts', name);

/** Checks the name of a host, which becomes part of the names of folders, cgroups and network namespaces. */
export function checkName(name: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/.test(name)) return name;
  throw new Error(`host name '${name}': use 1 to 20 of a-z, 0-9 and '-', not at an end`);
}
