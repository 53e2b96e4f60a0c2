import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as toolCache from '@actions/tool-cache';
import { coerce, gte } from 'semver';
import { ClusterError } from '../core/errors.ts';
import type { Log, RunProgram } from '../core/host.ts';

const OLDEST = '3.10.0';
const DOWNLOADED = '3.19.5';

export type Tools = Pick<
  typeof toolCache,
  'find' | 'downloadTool' | 'extractTar' | 'extractZip' | 'cacheDir'
>;

export interface HelmSearch {
  run: RunProgram;
  log: Log;
  tools?: Tools;
}

/** The helm program: `path` where given, else the one on PATH if it is new enough, else a downloaded one. */
export async function findHelm(path: string | undefined, search: HelmSearch): Promise<string> {
  const { run, log, tools = toolCache } = search;
  const program = path ?? 'helm';
  const version = await helmVersion(program, run);
  if (version && gte(version, OLDEST)) {
    log.info(`helm ${version} of ${path ?? 'PATH'}`);
    return program;
  }
  const found = version ? `is version ${version}` : 'is not a helm that runs here';
  if (path) {
    throw new ClusterError(`The helm at ${path} ${found}; ${OLDEST} or newer is needed.`, {
      hint: 'Give `helm-path` another one, or leave it out to have helm downloaded.',
    });
  }
  log.info(`helm ${DOWNLOADED} is fetched: the one on PATH ${version ? found : 'is missing'}`);
  return download(tools);
}

async function helmVersion(program: string, run: RunProgram): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ['version', '--template', '{{.Version}}']);
    // Helms that a distribution built may say less than three numbers.
    return coerce(stdout)?.version;
  } catch {
    return undefined;
  }
}

const cached = (tools: Tools): string => join(tools.find('helm', DOWNLOADED), executable());

async function download(tools: Tools): Promise<string> {
  const platform = platformName();
  const windows = process.platform === 'win32';
  const url = `https://get.helm.sh/helm-v${DOWNLOADED}-${platform}.${windows ? 'zip' : 'tar.gz'}`;
  try {
    if (tools.find('helm', DOWNLOADED)) return cached(tools);
    const [archive, sums] = await Promise.all([
      tools.downloadTool(url),
      tools.downloadTool(`${url}.sha256sum`),
    ]);
    await verify(archive, sums);
    const folder = await (windows ? tools.extractZip(archive) : tools.extractTar(archive));
    await tools.cacheDir(join(folder, platform), 'helm', DOWNLOADED);
    return cached(tools);
  } catch (error) {
    throw new ClusterError(`Could not download helm from ${url}: ${(error as Error).message}`, {
      hint: 'Install helm 3.10 or newer on the runner, or give its path as `helm-path`.',
      cause: error,
    });
  }
}

/** Guards against a broken or swapped archive. */
async function verify(archive: string, sumsFile: string): Promise<void> {
  const [expected] = (await readFile(sumsFile, 'utf8')).trim().split(/\s+/);
  const actual = createHash('sha256')
    .update(await readFile(archive))
    .digest('hex');
  if (actual !== expected) throw new Error(`its sha256 is ${actual}, not ${expected} as published`);
}

const executable = (): string => (process.platform === 'win32' ? 'helm.exe' : 'helm');

/** As in the names of helm's archives: `linux-amd64`. */
function platformName(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
  const architectures: Record<string, string> = { x64: 'amd64', ia32: '386' };
  const system = systems[process.platform] ?? process.platform;
  return `${system}-${architectures[process.arch] ?? process.arch}`;
}
