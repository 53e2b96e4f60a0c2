import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { assertSha256, type Downloading, downloadFile } from '../core/download.ts';
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

export interface ToolDownload {
  url: string;
  /** Of the download, in hex. */
  sha256: string;
  /** The path of the program in the cache. */
  target: string;
  fetchFile: FetchFile;
  /** Extracts the program from the archive to the path `program`. Default: the download is the program. */
  extract?: (archive: string, program: string) => Promise<void>;
}

/** Downloads a program to the cache. */
export async function downloadTool(tool: ToolDownload): Promise<void> {
  const { url, sha256, target, fetchFile, extract = rename } = tool;
  await mkdir(dirname(target), { recursive: true });
  // Next to the program, so that it appears there with all of its content, even if two processes download it.
  const folder = await mkdtemp(join(dirname(target), 'download-'));
  try {
    const [archive, program] = [join(folder, 'archive'), join(folder, basename(target))];
    await fetchFile(url, archive);
    await assertSha256(archive, sha256, 'that of the release');
    await extract(archive, program);
    await chmod(program, 0o755);
    await rename(program, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
