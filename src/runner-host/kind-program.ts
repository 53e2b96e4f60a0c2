import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { downloadHint, Refusal, reasonOf } from '../core/download.ts';
import type { Egress } from '../core/egress.ts';
import { ClusterError } from '../core/errors.ts';
import type { Log } from '../core/runtime.ts';
import { downloadTool, type FetchFile, toolCache, toolFetcher } from '../machine/tool-cache.ts';
import { KIND_CHECKSUMS, KIND_VERSION } from './kind-checksums.ts';
import type { RunStreamed } from './run-streamed.ts';

export interface KindSearch {
  run: RunStreamed;
  log: Log;
  egress?: Egress | undefined;
  signal: AbortSignal;
  /** Folder for programs that later calls use again. */
  cache?: string;
  fetchFile?: FetchFile;
  /** The sha256 of the programs, by platform. Default: those of the real release. */
  checksums?: typeof KIND_CHECKSUMS;
}

/** Returns the kind program: that on PATH, otherwise one from the cache, which is filled first if necessary. */
export async function findKind(search: KindSearch): Promise<string> {
  const { run, log, cache = toolCache() } = search;
  const { exitCode, stdout } = await run('kind', ['version']);
  if (exitCode === 0) {
    log.info(`Using ${stdout.trim()} from PATH`);
    return 'kind';
  }
  log.info(`Using kind ${KIND_VERSION}, because kind on PATH is missing`);
  try {
    const { url, platform, sha256 } = kindRelease(process, search.checksums);
    const program = join(cache, 'kind', KIND_VERSION, platform, 'kind');
    if (existsSync(program)) return program;
    log.info(`Downloading kind ${KIND_VERSION} from ${url}`);
    const { fetchFile = toolFetcher(search) } = search;
    await downloadTool({ url, sha256, target: program, fetchFile });
    return program;
  } catch (cause) {
    const why = reasonOf(cause);
    throw new ClusterError(`Could not download kind ${KIND_VERSION}: ${why}`, {
      hint: downloadHint(why, 'Install kind on this machine, or use an existing host cluster.'),
      cause,
    });
  }
}

/** @throws Refusal if kind has no program for the platform. */
function kindRelease(
  { platform: system, arch }: Pick<NodeJS.Process, 'platform' | 'arch'>,
  checksums = KIND_CHECKSUMS,
) {
  const platform = `${system}-${arch === 'x64' ? 'amd64' : arch}`;
  const sha256 = checksums[platform];
  if (!sha256) throw new Refusal(`kind ${KIND_VERSION} has no program for ${platform}`);
  return { url: `https://kind.sigs.k8s.io/dl/v${KIND_VERSION}/kind-${platform}`, platform, sha256 };
}
