import { join, resolve } from 'node:path';
import { downloadFile, downloadHint, reasonOf } from '../download.ts';
import { ClusterError, InputError } from '../errors.ts';
import { printableUrl } from '../printable.ts';
import type { Runtime } from '../runtime.ts';
import { isOciChart } from '../spec/chart-address.ts';
import { readFromChart } from './chart-package.ts';
import { pullChart } from './oci-chart.ts';

const officialChart = (name: string, version: string): string =>
  `https://charts.loft.sh/charts/${name}-${version}.tgz`;

/** Of all attempts together, in milliseconds. */
const DOWNLOAD_TIMEOUT = 60_000;
/** In bytes. The official chart has 60 KB. */
const LARGEST_DOWNLOAD = 20_000_000;

/** A path that helm can install: `chart` itself, or the package downloaded into the work folder. */
export async function locateChart(
  runtime: Runtime,
  { name, version }: { name: string; version: string },
  chart?: string,
): Promise<string> {
  const source = chart ?? officialChart(name, version);
  const remote = source.startsWith('https://') || isOciChart(source);
  // Absolute, since helm takes what begins with "-" for an option.
  const path = remote ? await fetchChart(runtime, source, version) : resolve(source);
  const problem = await problemOf(path);
  if (!problem) return path;
  const given = remote ? printableUrl(source) : source;
  throw new InputError([{ input: 'chart', given, allowed: `a vcluster chart (${problem})` }]);
}

/** Why this is no chart: what helm would find out when the namespace is there already. */
async function problemOf(path: string): Promise<string | undefined> {
  try {
    const description = await readFromChart(path, 'Chart.yaml');
    return description === undefined ? 'there is no Chart.yaml in it' : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function fetchChart(runtime: Runtime, source: string, version: string): Promise<string> {
  const signal = AbortSignal.any([runtime.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT)]);
  const downloading = { ...runtime, signal };
  try {
    if (isOciChart(source)) return await pullChart(runtime, source, version, signal);
    const path = join(runtime.workDir, 'vcluster-chart.tgz');
    await downloadFile(source, path, LARGEST_DOWNLOAD, downloading);
    return path;
  } catch (cause) {
    const why = reasonOf(cause);
    const otherwise =
      'Check that this vcluster-version exists, or give `chart` a path or an address that you can reach.';
    throw new ClusterError(`Could not download the chart ${printableUrl(source)}: ${why}`, {
      hint: downloadHint(why, otherwise),
      cause,
    });
  }
}
