import { newIntent } from '../core/cluster/ref.ts';
import type { Cluster } from '../core/create/cluster.ts';
import { createClusters as createAll, type Member } from '../core/create/create-clusters.ts';
import { InputError } from '../core/errors.ts';
import type { ClusterSpec } from '../core/spec/spec.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { type CommonRuntime, withHelm } from '../machine/make-runtime.ts';
import { onPlannedHost, releaseOrWarn } from '../runner-host/planned-host.ts';
import type { RunnerHost } from '../runner-host/runner-host.ts';
import { disposable } from './disposable.ts';
import { logTo } from './log.ts';
import { inOptions } from './option-names.ts';
import { clustersTexts, clusterTexts } from './option-texts.ts';
import type { ClusterOptions, Clusters, ClustersOptions } from './options.ts';
import { readClusterOptions } from './read-options.ts';
import { type LibraryRuntime, libraryRuntime } from './runtime.ts';
import { newWorkFolder, removeWorkFolder } from './work-folder.ts';

export async function createCluster(
  options: ClusterOptions,
  program: LibraryRuntime,
): Promise<Cluster> {
  const inputs = readClusterOptions(clusterTexts, options, program.env);
  if (inputs.specs.length > 1) {
    const allowed =
      'one version: use createClusters to create a cluster for each of several versions';
    throw new InputError([{ input: 'kubernetesVersion', allowed }]);
  }
  const [cluster] = await create(inputs, options, program);
  return cluster as Cluster;
}

export async function createClusters(
  options: ClustersOptions,
  program: LibraryRuntime,
): Promise<Clusters> {
  const inputs = readClusterOptions(clustersTexts, options, program.env);
  const clusters = await create(inputs, options, program);
  return Object.assign(clusters, {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(clusters.map((cluster) => cluster[Symbol.asyncDispose]()));
    },
  });
}

async function create(
  inputs: Inputs,
  { log: logger, signal }: Pick<ClusterOptions, 'log' | 'signal'>,
  program: LibraryRuntime,
): Promise<Cluster[]> {
  signal?.throwIfAborted();
  const members: Member[] = [];
  const held: (RunnerHost | undefined)[] = [];
  const log = logTo(logger);
  const machine = {
    ...{ env: program.env, log, egress: inputs.egress },
    signal: signal ?? new AbortController().signal,
  };
  try {
    return await onPlannedHost(machine, inputs, async (onHost, holdFor) => {
      const runtime = libraryRuntime(onHost, program, log, signal);
      const common = await withHelm(runtime, inputs.helmPath);
      for (const spec of inputs.specs) {
        members.push(await memberOf(spec, common));
        held.push(await holdFor(process.pid));
      }
      const clusters = await createAll(members);
      return clusters.map((cluster, index) => {
        const { runtime: own } = members[index] as Member;
        const release = () => releaseOrWarn(machine, held[index]);
        return disposable(cluster, own, inputs.cleanupTimeout, release);
      });
    });
  } catch (error) {
    await Promise.all(members.map((member) => removeWorkFolder(member.runtime.workDir)));
    for (const host of held) await releaseOrWarn(machine, host);
    throw inOptions(error, Object.keys(clustersTexts));
  }
}

async function memberOf(spec: ClusterSpec, common: CommonRuntime): Promise<Member> {
  const workDir = await newWorkFolder();
  return { spec, ref: newIntent(spec), runtime: { ...common, workDir } };
}
