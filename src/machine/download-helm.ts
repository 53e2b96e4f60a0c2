import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { x as extractTar } from 'tar';

export interface HelmDownload {
  version: string;
  /** Folder for programs that later calls use again. */
  cache: string;
  /** Downloads a URL to a file. */
  fetchFile(address: string, path: string): Promise<void>;
}

/** Where helm is published, and the name of its program. */
export interface HelmRelease {
  url: string;
  /** The platform as in the names of helm's archives, such as `linux-amd64`. */
  platform: string;
  program: string;
}

export function helmRelease(
  version: string,
  { platform: system, arch }: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
): HelmRelease {
  const isWindows = system === 'win32';
  const architectures: Record<string, string> = { x64: 'amd64', ia32: '386' };
  const platform = `${isWindows ? 'windows' : system}-${architectures[arch] ?? arch}`;
  const url = `https://get.helm.sh/helm-v${version}-${platform}.${isWindows ? 'zip' : 'tar.gz'}`;
  return { url, platform, program: isWindows ? 'helm.exe' : 'helm' };
}

/** The path of the program in the cache. */
export const cachedHelm = (
  { version, cache }: Pick<HelmDownload, 'version' | 'cache'>,
  { platform, program }: HelmRelease,
): string => join(cache, 'helm', version, platform, program);

/** Downloads helm to the cache. */
export async function downloadHelm(download: HelmDownload, release: HelmRelease): Promise<void> {
  const { url, platform, program } = release;
  const target = cachedHelm(download, release);
  await mkdir(dirname(target), { recursive: true });
  // Next to the program, so that it appears there with all of its content, even if two processes download it.
  const folder = await mkdtemp(join(dirname(target), 'download-'));
  try {
    const [archive, sums] = [join(folder, 'archive'), join(folder, 'sums')];
    await Promise.all([
      download.fetchFile(url, archive),
      download.fetchFile(`${url}.sha256sum`, sums),
    ]);
    await verify(archive, sums);
    await extract(archive, `${platform}/${program}`, join(folder, program));
    await chmod(join(folder, program), 0o755);
    await rename(join(folder, program), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Checks the sha256 of the archive, to detect a damaged or replaced one. */
async function verify(archive: string, sumsFile: string): Promise<void> {
  const [expected] = (await readFile(sumsFile, 'utf8')).trim().split(/\s+/);
  const actual = createHash('sha256')
    .update(await readFile(archive))
    .digest('hex');
  if (actual !== expected)
    throw new Error(`its sha256 is ${actual}, but the published one is ${expected}`);
}

/** Writes the file `entry` of the archive to `target`. */
async function extract(archive: string, entry: string, target: string): Promise<void> {
  if (!entry.endsWith('.exe')) {
    await extractTar({ file: archive, cwd: dirname(target), strip: 1 }, [entry]);
    return;
  }
  const { [entry]: content } = unzipSync(await readFile(archive), {
    filter: ({ name }) => name === entry,
  });
  await writeFile(target, content ?? '');
}
