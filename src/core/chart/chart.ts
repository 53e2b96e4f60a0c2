import { join, resolve } from 'node:path';
import { assertSha256, downloadFile, downloadHint, reasonOf } from '../download.ts';
import { ClusterError, InputError } from '../errors.ts';
import { printableUrl } from '../printable.ts';
import type { Runtime } from '../runtime.ts';
import { isOciChart } from '../spec/chart-address.ts';
import { readFromChart } from './chart-package.ts';
import { pullChart } from './oci-chart.ts';
import type { OfficialChart } from './official-chart.ts';

/** Time limit for all attempts together, in milliseconds. */
const DOWNLOAD_TIMEOUT = 60_000;
/** Maximum size in bytes. The official chart has 60 KB. */
const LARGEST_DOWNLOAD = 20_000_000;

/**
 * Returns a path that helm can install: `chart` itself, or the package that was downloaded into the work folder. Without
 * `chart`, that is the official one.
 */
export async function locateChart(
  runtime: Runtime,
  official: OfficialChart,
  chart?: string,
): Promise<string> {
  const source = chart ?? official.address;
  const remote = source.startsWith('https://') || isOciChart(source);
  // Absolute, because helm treats an argument that begins with "-" as an option.
  const path = remote ? await fetchChart(runtime, source, official) : resolve(source);
  const problem = await problemOf(path);
  if (!problem) return path;
  const given = remote ? printableUrl(source) : source;
  throw new InputError([{ input: 'chart', given, allowed: `a vcluster chart (${problem})` }]);
}

/** Returns why `path` is not a chart. helm would report it only after the namespace was created. */
async function problemOf(path: string): Promise<string | undefined> {
  try {
    const description = await readFromChart(path, 'Chart.yaml');
    return description === undefined ? 'it does not contain a Chart.yaml' : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function fetchChart(
  runtime: Runtime,
  source: string,
  { address, version, sha256 }: OfficialChart,
): Promise<string> {
  const signal = AbortSignal.any([runtime.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT)]);
  const downloading = { ...runtime, signal };
  try {
    if (isOciChart(source)) return await pullChart(runtime, source, version, signal);
    const path = join(runtime.workDir, 'vcluster-chart.tgz');
    await downloadFile(source, path, LARGEST_DOWNLOAD, downloading);
    if (sha256 && source === address)
      await assertSha256(path, sha256, 'the known one of this version');
    return path;
  } catch (cause) {
    const why = reasonOf(cause);
    const otherwise =
      'Check that this vcluster-version exists, or set `chart` to a path or a URL that this machine can reach.';
    throw new ClusterError(`Could not download the chart ${printableUrl(source)}: ${why}`, {
      hint: downloadHint(why, otherwise),
      cause,
    });
  }
}
