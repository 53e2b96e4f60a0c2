import { type ListedCluster, listClusters as list } from '../core/lease/list-clusters.ts';
import type { Finding } from '../core/preflight/finding.ts';
import { examine as examineSpec } from '../core/preflight/preflight.ts';
import { type SweepResult, sweep as sweepHost } from '../core/sweep/sweep.ts';
import { isOnRunner } from '../host-cluster/choose-host.ts';
import { onHost } from '../host-cluster/on-host.ts';
import { examineMachine } from '../runner-host/examine.ts';
import { logTo } from './log.ts';
import { optionName, withOptionNames } from './option-names.ts';
import { clusterTexts, searchTexts, sweepingTexts } from './option-texts.ts';
import type { ClusterOptions, SearchOptions, SweepingOptions } from './options.ts';
import { readClusterOptions, readSearchOptions } from './read-options.ts';
import { type LibraryRuntime, libraryRuntime } from './runtime.ts';
import { newWorkFolder, removeWorkFolder } from './work-folder.ts';

export async function listClusters(
  options: SearchOptions,
  { env }: LibraryRuntime,
): Promise<ListedCluster[]> {
  const { namespaces, ...host } = readSearchOptions(searchTexts, options, env);
  return onHost(host.hostCluster, () => list(host, namespaces));
}

export async function sweep(
  options: SweepingOptions,
  { env }: LibraryRuntime,
): Promise<SweepResult> {
  const { hostCluster, namespaces, olderThan } = readSearchOptions(sweepingTexts, options, env);
  const { dryRun = false, signal } = options;
  return onHost(hostCluster, () =>
    sweepHost(
      { hostCluster },
      {
        namespaces,
        dryRun,
        ...(olderThan !== undefined && { olderThan }),
        ...(signal && { signal }),
      },
    ),
  );
}

export async function examine(
  options: ClusterOptions,
  program: LibraryRuntime,
): Promise<Finding[]> {
  const inputs = readClusterOptions(clusterTexts, options, program.env);
  const { host } = inputs;
  if (isOnRunner(host)) return (await examineMachine(host, program.env)).map(withOptions);
  const runtime = libraryRuntime({ ...inputs, host }, program, logTo(options.log), options.signal);
  const workDir = await newWorkFolder();
  const findings: Finding[] = [];
  try {
    for (const spec of inputs.specs)
      findings.push(...(await examineSpec({ ...runtime, workDir }, spec)));
    return findings.map(withOptions);
  } finally {
    await removeWorkFolder(workDir);
  }
}

const OPTIONS = Object.keys(clusterTexts);

const withOptions = ({ input, hint, ...finding }: Finding): Finding => ({
  ...finding,
  ...(input && { input: optionName(input) }),
  ...(hint && { hint: withOptionNames(hint, OPTIONS) }),
});
