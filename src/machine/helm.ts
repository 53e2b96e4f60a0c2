import { existsSync } from 'node:fs';
import { coerce, gte } from 'semver';
import { downloadHint, reasonOf } from '../core/download.ts';
import type { Egress } from '../core/egress.ts';
import { ClusterError } from '../core/errors.ts';
import type { Log, RunProgram } from '../core/runtime.ts';
import { cachedHelm, downloadHelm, type HelmDownload, helmRelease } from './download-helm.ts';
import { type HELM_CHECKSUMS, HELM_VERSION } from './helm-checksums.ts';
import { toolCache, toolFetcher } from './tool-cache.ts';

const OLDEST = '3.10.0';

export interface HelmSearch {
  run: RunProgram;
  log: Log;
  egress?: Egress | undefined;
  signal: AbortSignal;
  cache?: string;
  fetchFile?: HelmDownload['fetchFile'];
  /** The sha256 of the archives, by platform. Default: those of the real releases. */
  checksums?: typeof HELM_CHECKSUMS;
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
  log.info(`Using helm ${HELM_VERSION}, because helm on PATH ${version ? found : 'is missing'}`);
  return downloaded(search);
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

/** Returns helm from the cache, which is filled first if necessary. */
async function downloaded(search: HelmSearch): Promise<string> {
  const { fetchFile = toolFetcher(search), cache = toolCache() } = search;
  const download = { version: HELM_VERSION, cache, fetchFile };
  try {
    const release = helmRelease(HELM_VERSION, process, search.checksums);
    const program = cachedHelm(download, release);
    if (existsSync(program)) return program;
    search.log.info(`Downloading helm ${HELM_VERSION} from ${release.url}`);
    await downloadHelm(download, release);
    return program;
  } catch (cause) {
    const why = reasonOf(cause);
    const otherwise = 'Install helm 3.10 or newer on the runner, or set `helm-path` to its path.';
    throw new ClusterError(`Could not download helm ${HELM_VERSION}: ${why}`, {
      hint: downloadHint(why, otherwise),
      cause,
    });
  }
}
