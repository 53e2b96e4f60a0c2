import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { type Downloading, downloadFile } from '../core/download.ts';
import { homeless, inHome } from './home.ts';

/** Downloads a URL to a file. */
export type FetchFile = (address: string, path: string) => Promise<void>;

/** In milliseconds. */
const TIMEOUT = 180_000;
/** In bytes. The archives and programs are smaller than 20 MB. */
const LARGEST = 100_000_000;

/** The folder in which the runner keeps tools, or that of the user. */
export const toolCache = (env: NodeJS.ProcessEnv = process.env): string =>
  env.RUNNER_TOOL_CACHE ||
  join(env.XDG_CACHE_HOME || inHome(env, '.cache') || homeless(), 'ephemeral-vcluster');

/** Returns a function that downloads a program or its archive, with a time limit. */
export function toolFetcher(downloading: Omit<Downloading, 'clock'>): FetchFile {
  const signal = AbortSignal.any([downloading.signal, AbortSignal.timeout(TIMEOUT)]);
  const limited = { ...downloading, clock: systemClock, signal };
  return (address, path) => downloadFile(address, path, LARGEST, limited);
}
