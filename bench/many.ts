import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { upHost } from '../test/host/host.ts';
import { createByUs } from './create-by-us.ts';
import { createByVclusterCli } from './create-by-vcluster-cli.ts';
import type { Bench, Measured } from './measured.ts';
import { memoryOf } from './memory.ts';
import { plot } from './plot.ts';
import { bringDeploymentToReady } from './proof.ts';
import { saveResult } from './result.ts';

/** The cost of creating `count` clusters in parallel. */
interface Batch {
  count: number;
  /** Time from the start of the first program to the end of the last, divided by the number of clusters. */
  secondsEach: number;
  /** Memory of all their pods on the host, divided by the number of clusters. */
  mebibytesEach: number;
}

const SIDES = {
  cli: { create: createByVclusterCli, namespace: (name: string) => `bench-${name}` },
  ours: { create: createByUs, namespace: (name: string) => `vcluster-${name}` },
};
type Side = keyof typeof SIDES;

const LABELS: Record<Side, string> = { cli: 'vcluster CLI', ours: 'ephemeral-vcluster' };

/** The default CPU requests of 16 clusters would fill four processors, regardless of their actual use. */
const VALUES = 'controlPlane: { statefulSet: { resources: { requests: { cpu: 20m } } } }\n';

/** How long to wait before the memory is measured, in milliseconds. */
const SETTLE = 40_000;

export interface ManyOptions {
  counts: number[];
  out: string;
  plot: string;
}

/** Measures both sides at each count. The two sides take turns at going first. */
export async function benchMany({ counts, out, plot: file }: ManyOptions): Promise<void> {
  const host = await upHost({ log: { line: (text) => console.error(text) } });
  const bench: Bench = { hostKubeconfig: host.kubeconfig, ...host.tools, values: VALUES };
  const batches: Record<Side, Batch[]> = { cli: [], ours: [] };
  for (const [index, count] of counts.entries()) {
    const order: Side[] = index % 2 ? ['ours', 'cli'] : ['cli', 'ours'];
    for (const side of order) {
      const batch = await measureBatch(bench, side, count);
      batches[side].push(batch);
      const { secondsEach, mebibytesEach } = batch;
      console.error(
        `${count} in parallel, ${LABELS[side]}: ${secondsEach.toFixed(1)} s and ${mebibytesEach.toFixed(0)} MiB per cluster`,
      );
    }
  }
  printTable(batches);
  await writeFile(file, plot(chartsOf(batches)));
  console.log(`\nPlot: ${file}`);
  await saveResult(out, 'many', batches);
}

async function measureBatch(bench: Bench, side: Side, count: number): Promise<Batch> {
  const { create, namespace } = SIDES[side];
  const names = Array.from({ length: count }, (_, index) => `${side}-${count}-${index + 1}`);
  const start = performance.now();
  const made = await Promise.allSettled(names.map((name) => create(bench, name)));
  const seconds = (performance.now() - start) / 1_000;
  const clusters = made.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
  try {
    for (const it of made) if (it.status === 'rejected') throw it.reason;
    await prove(clusters);
    // A kubelet reads the memory of new pods every ten seconds. By then, the processes have released the memory of
    // their start.
    await delay(SETTLE);
    const bytes = await memoryOf(admin(bench), names.map(namespace));
    return { count, secondsEach: seconds / count, mebibytesEach: bytes / count / 2 ** 20 };
  } finally {
    await Promise.all(clusters.map(({ remove }) => remove()));
  }
}

/**
 * Proves that the clusters run pods. Skips those of the vcluster CLI: their kubeconfigs stop working when its programs
 * exit.
 */
async function prove(clusters: Measured[]): Promise<void> {
  for (const { kubeconfig } of clusters) if (kubeconfig) await bringDeploymentToReady(kubeconfig);
}

function admin({ hostKubeconfig }: Bench): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(hostKubeconfig);
  return config;
}

function printTable({ cli, ours }: Record<Side, Batch[]>): void {
  console.log(
    '| in parallel | seconds per cluster: vcluster CLI | ephemeral-vcluster | ratio | MiB per cluster: vcluster CLI | ephemeral-vcluster | ratio |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const [index, { count, ...one }] of ours.entries()) {
    const other = cli[index];
    if (!other) continue;
    const compare = (key: 'secondsEach' | 'mebibytesEach', digits: number) => [
      ...[other[key].toFixed(digits), one[key].toFixed(digits)],
      (one[key] / other[key]).toFixed(2),
    ];
    const cells = [count, ...compare('secondsEach', 1), ...compare('mebibytesEach', 0)];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

const chartsOf = (batches: Record<Side, Batch[]>) => {
  const lines = (key: 'secondsEach' | 'mebibytesEach') =>
    [
      { name: 'vcluster create + connect', batches: batches.cli },
      { name: 'ephemeral-vcluster', batches: batches.ours },
    ].map(({ name, batches: all }) => ({
      name,
      points: all.map((batch): [number, number] => [batch.count, batch[key]]),
    }));
  return [
    { title: 'Seconds per cluster', lines: lines('secondsEach') },
    { title: 'MiB on the host per cluster', lines: lines('mebibytesEach') },
  ];
};
