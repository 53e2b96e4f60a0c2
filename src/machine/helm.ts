import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as toolCache from '@actions/tool-cache';
import { coerce, gte } from 'semver';
import { systemClock } from '../core/clock.ts';
import { downloadFile, downloadHint, reasonOf } from '../core/download.ts';
import type { Egress } from '../core/egress.ts';
import { ClusterError } from '../core/errors.ts';
import type { Log, RunProgram } from '../core/runtime.ts';
import { homeless, inHome } from './home.ts';

const OLDEST = '3.10.0';
const DOWNLOADED = '3.19.5';

/** For the archive and the checksum together, in milliseconds. */
const DOWNLOAD_TIMEOUT = 180_000;
/** In bytes. The archives are smaller than 20 MB. */
const LARGEST_DOWNLOAD = 100_000_000;

export type Tools = Pick<typeof toolCache, 'find' | 'extractTar' | 'extractZip' | 'cacheDir'>;

export interface HelmSearch {
  run: RunProgram;
  log: Log;
  egress?: Egress | undefined;
  signal: AbortSignal;
  tools?: Tools;
  /** Downloads a URL to a file. */
  fetchFile?: (address: string, path: string) => Promise<void>;
}

/** Returns the helm program: `path` if given, otherwise helm on PATH if it is new enough, otherwise a downloaded helm. */
export async function findHelm(path: string | undefined, search: HelmSearch): Promise<string> {
  const { run, log } = search;
  const program = path ?? 'helm';
  const version = await helmVersion(program, run);
  if (version && gte(version, OLDEST)) {
    log.info(`Using helm ${version} from ${path ?? 'PATH'}`);
    return program;
  }
  const found = version
    ? `is version ${version}`
    : 'is not a helm program that runs on this machine';
  if (path) {
    throw new ClusterError(
      `The program at ${path} ${found}; helm ${OLDEST} or newer is required.`,
      {
        hint: 'Set `helm-path` to another program, or remove it to download helm.',
      },
    );
  }
  log.info(
    `Downloading helm ${DOWNLOADED}, because helm on PATH ${version ? found : 'is missing'}`,
  );
  return withFolders(() => download(search));
}

async function helmVersion(program: string, run: RunProgram): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ['version', '--template', '{{.Version}}']);
    // Some distributions build helm with a version of fewer than three numbers.
    return coerce(stdout)?.version;
  } catch {
    return undefined;
  }
}

/** Sets the variables with which tool-cache finds its folders, if a runner has not set them, and only during `work`. */
async function withFolders<T>(work: () => Promise<T>, env = process.env): Promise<T> {
  const cache = join(
    env.XDG_CACHE_HOME || inHome(env, '.cache') || homeless(),
    'ephemeral-vcluster',
  );
  const missing = Object.entries({ RUNNER_TEMP: tmpdir(), RUNNER_TOOL_CACHE: cache }).filter(
    ([name]) => !env[name],
  );
  for (const [name, folder] of missing) env[name] = folder;
  try {
    return await work();
  } finally {
    for (const [name] of missing) delete env[name];
  }
}

const cached = (tools: Tools): string => join(tools.find('helm', DOWNLOADED), executable());

async function download(search: HelmSearch): Promise<string> {
  const { tools = toolCache } = search;
  const platform = platformName();
  const url = `https://get.helm.sh/helm-v${DOWNLOADED}-${platform}.${isWindows() ? 'zip' : 'tar.gz'}`;
  try {
    if (!tools.find('helm', DOWNLOADED)) await fill(tools, url, platform, search);
    return cached(tools);
  } catch (cause) {
    const why = reasonOf(cause);
    const otherwise = 'Install helm 3.10 or newer on the runner, or set `helm-path` to its path.';
    throw new ClusterError(`Could not download helm from ${url}: ${why}`, {
      hint: downloadHint(why, otherwise),
      cause,
    });
  }
}

/** Downloads the archive, and adds its content to the tool cache. */
async function fill(
  tools: Tools,
  url: string,
  platform: string,
  search: HelmSearch,
): Promise<void> {
  const { fetchFile = fetcher(search) } = search;
  const folder = await mkdtemp(join(tmpdir(), 'helm-'));
  try {
    const [archive, sums] = [join(folder, 'archive'), join(folder, 'sums')];
    await Promise.all([fetchFile(url, archive), fetchFile(`${url}.sha256sum`, sums)]);
    await verify(archive, sums);
    const extract = isWindows() ? tools.extractZip : tools.extractTar;
    const content = await extract(archive, join(folder, 'content'));
    await tools.cacheDir(join(content, platform), 'helm', DOWNLOADED);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function fetcher(search: HelmSearch): NonNullable<HelmSearch['fetchFile']> {
  const signal = AbortSignal.any([search.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT)]);
  const downloading = { ...search, clock: systemClock, signal };
  return (address, path) => downloadFile(address, path, LARGEST_DOWNLOAD, downloading);
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

const isWindows = (): boolean => process.platform === 'win32';

const executable = (): string => (isWindows() ? 'helm.exe' : 'helm');

/** The platform as in the names of helm's archives, such as `linux-amd64`. */
function platformName(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
  const architectures: Record<string, string> = { x64: 'amd64', ia32: '386' };
  const system = systems[process.platform] ?? process.platform;
  return `${system}-${architectures[process.arch] ?? process.arch}`;
}
