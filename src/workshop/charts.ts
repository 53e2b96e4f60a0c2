import { mkdtemp, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { reasonIn } from '../core/chart/helm.ts';
import { ClusterError } from '../core/errors.ts';
import { writePrivate } from '../core/private-file.ts';
import type { Runtime } from '../core/runtime.ts';
import { unlessAborted } from '../core/unless-aborted.ts';
import { invalidContents, isInvalidChart } from './invalid-contents.ts';

/** A helm chart that is installed in each cluster. */
export interface Chart {
  /** Name of the release. */
  name: string;
  /** A path, an address, or the name of a chart in `repo`. */
  chart: string;
  /** Whether `chart` is a path. */
  isLocal: boolean;
  repo?: string | undefined;
  version?: string | undefined;
  namespace: string;
  values?: Record<string, unknown> | undefined;
}

type ChartRuntime = Pick<Runtime, 'helm' | 'run' | 'workDir' | 'egress' | 'signal'>;

/**
 * Returns the charts as local paths. Downloads the remote ones, once for all clusters.
 *
 * @throws ClusterError if a chart cannot be read or downloaded.
 */
export async function fetchCharts(
  runtime: ChartRuntime,
  charts: readonly Chart[],
): Promise<Chart[]> {
  const fetched: Chart[] = [];
  for (const chart of charts) {
    const path = chart.isLocal ? await check(runtime, chart) : await pull(runtime, chart);
    fetched.push({ ...chart, chart: path, isLocal: true, repo: undefined, version: undefined });
  }
  return fetched;
}

async function check(runtime: ChartRuntime, { name, chart }: Chart): Promise<string> {
  const path = resolve(chart);
  const { exitCode, stderr } = await runtime.run(runtime.helm, ['show', 'chart', path]);
  if (exitCode === 0) return path;
  throw new ClusterError(`Chart ${name} cannot be read: ${reasonIn(stderr)}`, { hint: HINT });
}

const HINT = 'Nothing was created. Correct its entry in `charts` and run the command again.';

async function pull(runtime: ChartRuntime, { name, chart, repo, version }: Chart): Promise<string> {
  const folder = await mkdtemp(join(runtime.workDir, 'chart-'));
  const args = [
    ...['pull', chart, '--destination', folder],
    ...(repo ? ['--repo', repo] : []),
    ...(version ? ['--version', version] : []),
    ...(runtime.egress?.ca ? ['--ca-file', runtime.egress.ca.file] : []),
  ];
  // A name such as REPOSITORY/CHART needs the index that `helm repo update` saved in the user's own cache.
  const isAddress = repo !== undefined || chart.includes('://');
  const env: Record<string, string> = isAddress ? cacheIn(runtime, 'HELM_CACHE_HOME') : {};
  const running = runtime.run(runtime.helm, args, { env });
  const { exitCode, stderr } = await unlessAborted(runtime.signal, running);
  const [file] = (await readdir(folder)).filter((it) => it.endsWith('.tgz'));
  if (exitCode === 0 && file) return join(folder, file);
  throw new ClusterError(`Chart ${name} could not be downloaded: ${reasonIn(stderr)}`, {
    hint: HINT,
  });
}

const cacheIn = ({ workDir }: ChartRuntime, variable: string) => ({
  [variable]: join(workDir, 'helm-cache'),
});

/** Proxies are for the internet. The API server of a cluster is reached directly, as it was during its creation. */
const DIRECTLY = { HTTPS_PROXY: '', HTTP_PROXY: '', https_proxy: '', http_proxy: '' };

/**
 * Installs local charts one after another, and waits until their objects are ready.
 *
 * @throws InputError if helm or the cluster rejects a chart as invalid.
 */
export async function installCharts(
  runtime: ChartRuntime,
  kubeconfig: string,
  charts: readonly Chart[],
): Promise<void> {
  for (const { name, chart, namespace, values = {} } of charts) {
    const valuesFile = join(runtime.workDir, `${name}.chart-values.json`);
    await writePrivate(valuesFile, JSON.stringify(values));
    const args = [
      ...['upgrade', name, chart, '--install', '--namespace', namespace, '--create-namespace'],
      ...['--kubeconfig', kubeconfig, '--values', valuesFile, '--wait'],
    ];
    const env = { ...cacheIn(runtime, 'KUBECACHEDIR'), ...DIRECTLY };
    const running = runtime.run(runtime.helm, args, { env });
    const { exitCode, stderr } = await unlessAborted(runtime.signal, running);
    if (exitCode === 0) continue;
    const reason = reasonIn(stderr);
    const failure = `Chart ${name} could not be installed: ${reason}`;
    throw isInvalidChart(reason) ? invalidContents('charts', failure) : new ClusterError(failure);
  }
}
