import type { ClusterIntent } from '../cluster/ref.ts';
import { endOrWarn } from '../deletion/end-cluster.ts';
import { prefixedLog } from '../prefixed-log.ts';
import type { Runtime } from '../runtime.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import type { Cluster } from './cluster.ts';
import { type CreateOptions, createCluster } from './create.ts';

/** One of several clusters that are created together. */
export interface Member extends CreateOptions {
  /** Has a dedicated work folder. */
  runtime: Runtime;
  spec: ClusterSpec;
  ref: ClusterIntent;
}

/**
 * Creates clusters in parallel: all of them, or none. The first failure aborts the other creations, deletes the
 * clusters that exist, and is rethrown; the errors are those of `createCluster`.
 */
export async function createClusters(members: readonly Member[]): Promise<Cluster[]> {
  const failure = new AbortController();
  let first: { error: unknown } | undefined;
  const created: Cluster[] = [];
  const create = async ({ runtime, spec, ref, ...options }: Member, index: number) => {
    const signal = AbortSignal.any([runtime.signal, failure.signal]);
    const log = members.length > 1 ? prefixedLog(runtime.log, ref.name) : runtime.log;
    // One sweep of the host is enough.
    const own = { ...spec, sweep: spec.sweep && index === 0 };
    try {
      created[index] = await createCluster({ ...runtime, signal, log }, own, ref, options);
    } catch (error) {
      first ??= { error };
      failure.abort(new Error(`the creation of ${ref.name}, part of the same request, failed`));
    }
  };
  await Promise.all(members.map(create));
  if (!first) return created;
  await Promise.all(members.map((member, index) => undo(member, created[index])));
  throw first.error;
}

const undo = async ({ runtime }: Member, cluster: Cluster | undefined): Promise<void> => {
  if (cluster) await endOrWarn(runtime.log, cluster, () => cluster.delete({ verifyFor: 0 }));
};
