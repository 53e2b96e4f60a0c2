import type { ClusterIntent } from '../cluster/ref.ts';
import { endOrWarn } from '../deletion/end-cluster.ts';
import { prefixedLog } from '../prefixed-log.ts';
import type { Runtime } from '../runtime.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import type { Cluster } from './cluster.ts';
import { type CreateOptions, createCluster } from './create.ts';

/** One of the clusters that are wanted together. */
export interface Member extends CreateOptions {
  /** With a work folder of its own. */
  runtime: Runtime;
  spec: ClusterSpec;
  ref: ClusterIntent;
}

/**
 * Makes clusters at once: all of them, or none. The first that fails ends the creation of the others, and what was made
 * is deleted; throws what that one threw, as `createCluster` does.
 */
export async function createClusters(members: readonly Member[]): Promise<Cluster[]> {
  const failure = new AbortController();
  let first: { error: unknown } | undefined;
  const made: Cluster[] = [];
  const make = async ({ runtime, spec, ref, onFailure }: Member, index: number) => {
    const signal = AbortSignal.any([runtime.signal, failure.signal]);
    const log = members.length > 1 ? prefixedLog(runtime.log, ref.name) : runtime.log;
    // One look at the host is enough.
    const own = { ...spec, sweep: spec.sweep && index === 0 };
    try {
      made[index] = await createCluster({ ...runtime, signal, log }, own, ref, { onFailure });
    } catch (error) {
      first ??= { error };
      failure.abort(new Error(`${ref.name}, which was wanted beside it, could not be made`));
    }
  };
  await Promise.all(members.map(make));
  if (!first) return made;
  await Promise.all(members.map((member, index) => undo(member, made[index])));
  throw first.error;
}

const undo = async ({ runtime }: Member, cluster: Cluster | undefined): Promise<void> => {
  if (cluster) await endOrWarn(runtime.log, cluster, () => cluster.delete({ verifyFor: 0 }));
};
