import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonIn } from '../core/chart/helm.ts';
import { ClusterError } from '../core/errors.ts';
import type { Runtime } from '../core/runtime.ts';
import type { Chart } from './charts.ts';

/** A chart that can be installed without access to this machine. */
export interface BundledChart extends Chart {
  /** The package of a local chart, in base64. */
  bundle?: string;
}

/** Returns the charts, local ones with their package. vcluster downloads the others by itself. */
export async function bundleCharts(
  runtime: Pick<Runtime, 'helm' | 'run' | 'workDir'>,
  charts: readonly Chart[],
): Promise<BundledChart[]> {
  const bundled: BundledChart[] = [];
  for (const chart of charts) {
    if (!chart.isLocal) bundled.push(chart);
    else bundled.push({ ...chart, bundle: await readFile(await packed(runtime, chart), 'base64') });
  }
  return bundled;
}

async function packed(
  { helm, run, workDir }: Pick<Runtime, 'helm' | 'run' | 'workDir'>,
  { name, chart }: Chart,
): Promise<string> {
  if ((await stat(chart).catch(() => undefined))?.isFile()) return chart;
  const folder = await mkdtemp(join(workDir, 'chart-'));
  const { exitCode, stderr } = await run(helm, ['package', chart, '--destination', folder]);
  const [file] = await readdir(folder);
  if (exitCode === 0 && file) return join(folder, file);
  throw new ClusterError(`Chart ${name} could not be packed: ${reasonIn(stderr)}`);
}
