import { systemClock } from '../core/clock.ts';
import type { ClusterRef } from '../core/cluster/ref.ts';
import { type DeleteResult, deleteCluster as deleteIt } from '../core/deletion/delete.ts';
import { InputError } from '../core/errors.ts';
import { kubeOf } from '../core/kube/clients.ts';
import { findClusters } from '../core/lease/find-clusters.ts';
import { onHost } from '../host-cluster/on-host.ts';
import { deletionTexts } from './option-texts.ts';
import type { DeletionOptions } from './options.ts';
import { readSearchOptions, type Search } from './read-options.ts';
import type { LibraryRuntime } from './runtime.ts';

export async function deleteCluster(
  which: string | ClusterRef,
  options: DeletionOptions,
  { env }: LibraryRuntime,
): Promise<DeleteResult> {
  const search = readSearchOptions(deletionTexts, options, env);
  const { hostCluster, verifyFor } = search;
  return onHost(hostCluster, async () => {
    const ref = typeof which === 'string' ? await find(which, search) : which;
    if (!ref)
      return { state: 'absent', detail: `there is no virtual cluster ${which}`, leftovers: [] };
    return deleteIt({ hostCluster, clock: systemClock }, ref, verifyFor ? { verifyFor } : {});
  });
}

/** @throws InputError if several clusters have this name. */
async function find(name: string, { hostCluster, namespaces }: Search) {
  const [found, ...others] = await findClusters(kubeOf(hostCluster), { name }, namespaces);
  if (!found || others.length === 0) return found;
  const candidates = [found, ...others].map(({ namespace }) => namespace).join(', ');
  const allowed = `one of ${candidates}: each has a cluster ${name}`;
  throw new InputError([{ input: 'namespace', allowed }]);
}
