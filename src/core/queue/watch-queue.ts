import type { V1Job } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import { MANAGED_BY, MANAGER } from '../cluster/labels.ts';
import { type ClusterIntent, type ClusterRef, candidatesOf } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { follow } from '../kube/follow.ts';
import type { Runtime } from '../runtime.ts';
import type { QueueJobs } from './queue.ts';

/** Matches leases and the tickets of waiting jobs. */
const query = { labelSelector: `${MANAGED_BY}=${MANAGER}` };

/** Lists the Jobs in each candidate namespace once. */
export async function readQueue(kube: Kube, intent: ClusterIntent): Promise<QueueJobs> {
  const lists = candidatesOf(intent).map(async ({ namespace }) => {
    const jobs = await kube.batch.listNamespacedJob({ namespace, ...query }).catch((error) => {
      throw refusal(`Could not read the leases in namespace ${namespace}`, error);
    });
    return [namespace, jobs.items] as const;
  });
  return new Map(await Promise.all(lists));
}

/** Watches the Jobs in each candidate namespace until `signal` aborts. */
export class QueueWatch {
  readonly #jobs: Map<string, readonly V1Job[]>;
  #changed = Promise.withResolvers<void>();

  constructor(
    runtime: Pick<Runtime, 'hostCluster' | 'clock' | 'log'>,
    kube: Kube,
    intent: ClusterIntent,
    first: QueueJobs,
    signal: AbortSignal,
  ) {
    this.#jobs = new Map(first);
    for (const ref of candidatesOf(intent)) void this.#follow(runtime, kube, ref, signal);
  }

  get jobs(): QueueJobs {
    return this.#jobs;
  }

  /** Resolves at the next change after this property was read. */
  get change(): Promise<void> {
    return this.#changed.promise;
  }

  #follow(
    runtime: Pick<Runtime, 'hostCluster' | 'clock' | 'log'>,
    kube: Kube,
    { namespace }: ClusterRef,
    signal: AbortSignal,
  ): Promise<void> {
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    const list = () => kube.batch.listNamespacedJob({ namespace, ...query });
    const update = (jobs: V1Job[]) => {
      this.#jobs.set(namespace, jobs);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    };
    return follow<V1Job>(
      runtime,
      { kubeConfig: runtime.hostCluster, path, query, list },
      update,
      signal,
    );
  }
}
