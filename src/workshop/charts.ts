import { ClusterError } from '../core/errors.ts';
import type { Host } from '../core/host.ts';
import { writeKubeconfig } from '../core/kubeconfig.ts';

/** A helm chart that is to be in each cluster. */
export interface Chart {
  /** Of the release. */
  name: string;
  /** A path, an address, or a name in `repo`. */
  chart: string;
  repo?: string | undefined;
  version?: string | undefined;
  namespace: string;
  values?: Record<string, unknown> | undefined;
}

/** Installs them one after the other, and waits for what they make. */
export async function installCharts(
  host: Pick<Host, 'helm' | 'run' | 'workDir'>,
  kubeconfig: string,
  charts: readonly Chart[],
): Promise<void> {
  for (const chart of charts) {
    const valuesFile = `${host.workDir}/${chart.name}.chart-values.json`;
    await writeKubeconfig(valuesFile, JSON.stringify(chart.values ?? {}));
    const args = [
      ...['upgrade', chart.name, chart.chart, '--install', '--namespace', chart.namespace],
      ...['--create-namespace', '--kubeconfig', kubeconfig, '--values', valuesFile, '--wait'],
      ...(chart.repo ? ['--repo', chart.repo] : []),
      ...(chart.version ? ['--version', chart.version] : []),
    ];
    const { exitCode, stderr } = await host.run(host.helm, args);
    if (exitCode === 0) continue;
    throw new ClusterError(`Chart ${chart.name} could not be installed: ${stderr.trim()}`);
  }
}
