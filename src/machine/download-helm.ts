import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { x as extractTar } from 'tar';
import { Refusal } from '../core/download.ts';
import { HELM_CHECKSUMS } from './helm-checksums.ts';
import { downloadTool, type FetchFile } from './tool-cache.ts';

export interface HelmDownload {
  version: string;
  /** Folder for programs that later calls use again. */
  cache: string;
  fetchFile: FetchFile;
}

/** Where helm is published, and the name of its program. */
export interface HelmRelease {
  url: string;
  /** The platform as in the names of helm's archives, such as `linux-amd64`. */
  platform: string;
  program: string;
  /** Of the archive, in hex. */
  sha256: string;
}

/**
 * Returns the release for a platform, this one by default.
 *
 * @throws Refusal if helm has no archive for it.
 */
export function helmRelease(
  version: string,
  { platform: system, arch }: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
  checksums = HELM_CHECKSUMS,
): HelmRelease {
  const isWindows = system === 'win32';
  const architectures: Record<string, string> = { x64: 'amd64', ia32: '386' };
  const platform = `${isWindows ? 'windows' : system}-${architectures[arch] ?? arch}`;
  const url = `https://get.helm.sh/helm-v${version}-${platform}.${isWindows ? 'zip' : 'tar.gz'}`;
  const sha256 = checksums[platform];
  if (!sha256) throw new Refusal(`helm ${version} has no archive for ${platform}`);
  return { url, platform, program: isWindows ? 'helm.exe' : 'helm', sha256 };
}

/** The path of the program in the cache. */
export const cachedHelm = (
  { version, cache }: Pick<HelmDownload, 'version' | 'cache'>,
  { platform, program }: HelmRelease,
): string => join(cache, 'helm', version, platform, program);

/** Downloads helm to the cache. */
export async function downloadHelm(
  { fetchFile, ...cached }: HelmDownload,
  release: HelmRelease,
): Promise<void> {
  const { url, sha256, platform, program: name } = release;
  await downloadTool({
    ...{ url, sha256, fetchFile, target: cachedHelm(cached, release) },
    extract: (archive, program) => extract(archive, `${platform}/${name}`, program),
  });
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
