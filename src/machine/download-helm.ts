import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { x as extractTar } from 'tar';
import { assertSha256, Refusal } from '../core/download.ts';
import { HELM_CHECKSUMS } from './helm-checksums.ts';

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
export async function downloadHelm(download: HelmDownload, release: HelmRelease): Promise<void> {
  const { url, platform, program, sha256 } = release;
  const target = cachedHelm(download, release);
  await mkdir(dirname(target), { recursive: true });
  // Next to the program, so that it appears there with all of its content, even if two processes download it.
  const folder = await mkdtemp(join(dirname(target), 'download-'));
  try {
    const archive = join(folder, 'archive');
    await download.fetchFile(url, archive);
    await assertSha256(archive, sha256, 'that of the release');
    await extract(archive, `${platform}/${program}`, join(folder, program));
    await chmod(join(folder, program), 0o755);
    await rename(join(folder, program), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
