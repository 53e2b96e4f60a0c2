import { join, resolve } from 'node:path';
import { gte, parse } from 'semver';
import { assertSha256, downloadFile, downloadHint, reasonOf } from '../download.ts';
import { ClusterError, InputError, type InputProblem } from '../errors.ts';
import { printableUrl } from '../printable.ts';
import type { Runtime } from '../runtime.ts';
import { isOciChart } from '../spec/chart-address.ts';
import { OLDEST_VCLUSTER } from '../versions/distros.ts';
import { minorOf } from '../versions/minor.ts';
import { parseYaml } from '../yaml.ts';
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
  const given = remote ? printableUrl(source) : source;
  const problem = problemOf(await describe(path), official.version, given);
  if (problem) throw new InputError([problem]);
  return path;
}

/** What a Chart.yaml says, or why a path is not that of a chart. */
type Description = { vcluster: string | undefined } | { why: string };

/** helm would report that a path is not that of a chart only after the namespace was created. */
async function describe(path: string): Promise<Description> {
  try {
    const text = await readFromChart(path, 'Chart.yaml');
    if (text === undefined) return { why: 'it does not contain a Chart.yaml' };
    return { vcluster: vclusterOfChart(text) };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

/** A chart of another minor would refuse the values of this version of vcluster, or ignore some. */
function problemOf(
  chart: Description,
  vclusterVersion: string,
  given: string,
): InputProblem | undefined {
  if ('why' in chart) return { input: 'chart', given, allowed: `a vcluster chart (${chart.why})` };
  const { vcluster } = chart;
  if (!vcluster || minorOf(vcluster) === minorOf(vclusterVersion)) return undefined;
  return { input: 'vcluster-version', allowed: `${vcluster}, the version of the chart ${given}` };
}

/** Returns the version of vcluster that a chart installs; undefined if the chart does not say so, such as a folder of vcluster's source. */
function vclusterOfChart(description: string): string | undefined {
  const { appVersion, version } = (parseYaml(description) ?? {}) as Record<string, unknown>;
  const parsed = parse(`${appVersion ?? version}`.replace(/^v/, ''));
  return parsed && gte(parsed, OLDEST_VCLUSTER) ? parsed.version : undefined;
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
