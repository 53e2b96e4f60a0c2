import type {
  CoreV1Event,
  KubernetesListObject,
  KubernetesObject,
  V1Deployment,
  V1Pod,
  V1StatefulSet,
} from '@kubernetes/client-node';
import { controlPlaneSelector } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { apiMessage, type Kube, kubeOf } from '../kube/clients.ts';
import { follow } from '../kube/follow.ts';
import { type Query, watchUntil } from '../kube/watch.ts';
import type { Runtime } from '../runtime.ts';
import { currentPod, type Observed } from './observed.ts';

/** Watches a control plane on the host cluster and keeps `observed` up to date. Reads nothing outside its namespace. */
export class Observer {
  readonly #runtime: Runtime;
  readonly #ref: ClusterRef;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;
  readonly #kube: Kube;
  #observed: Observed = { events: [] };

  constructor(runtime: Runtime, ref: ClusterRef, signal: AbortSignal, onChange: () => void) {
    this.#runtime = runtime;
    this.#ref = ref;
    this.#signal = signal;
    this.#onChange = onChange;
    this.#kube = kubeOf(runtime.hostCluster);
  }

  get observed(): Observed {
    return this.#observed;
  }

  followEvents(): void {
    const { namespace } = this.#ref;
    this.#follow<CoreV1Event>(
      `/api/v1/namespaces/${namespace}/events`,
      {},
      () => this.#kube.core.listNamespacedEvent({ namespace }),
      (events) => ({ events }),
    );
  }

  followWorkload(): void {
    const { namespace, name } = this.#ref;
    const { apps } = this.#kube;
    const path = `/apis/apps/v1/namespaces/${namespace}`;
    const query = { fieldSelector: `metadata.name=${name}` };
    const request = { namespace, ...query };
    const take = ([workload]: (V1Deployment | V1StatefulSet)[]) => (workload ? { workload } : {});
    const deployments = () => apps.listNamespacedDeployment(request);
    const statefulSets = () => apps.listNamespacedStatefulSet(request);
    this.#follow<V1Deployment>(`${path}/deployments`, query, deployments, take);
    this.#follow<V1StatefulSet>(`${path}/statefulsets`, query, statefulSets, take);
  }

  /** Follows the pod until `condition` holds for it. */
  untilPod(condition: (pod: V1Pod) => boolean): Promise<V1Pod> {
    const { hostCluster, clock } = this.#runtime;
    const { namespace, name } = this.#ref;
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const query = { labelSelector: controlPlaneSelector(name) };
    const list = () =>
      this.#kube.core.listNamespacedPod({ namespace, ...query }).catch((error) => {
        this.#update({ unreadable: apiMessage(error) });
        throw error;
      });
    const check = (pods: V1Pod[]) => {
      const pod = currentPod(pods);
      this.#update({ pod, unreadable: undefined });
      return pod && condition(pod) ? pod : undefined;
    };
    return watchUntil<V1Pod, V1Pod>(
      { kubeConfig: hostCluster, path, query, list },
      check,
      clock,
      this.#signal,
    );
  }

  #follow<O extends KubernetesObject>(
    path: string,
    query: Query,
    list: () => Promise<KubernetesListObject<O>>,
    take: (objects: O[]) => Partial<Observed>,
  ): void {
    const { hostCluster } = this.#runtime;
    const update = (objects: O[]) => this.#update(take(objects));
    void follow(
      this.#runtime,
      { kubeConfig: hostCluster, path, query, list },
      update,
      this.#signal,
    );
  }

  #update(changes: Partial<Observed>): void {
    this.#observed = { ...this.#observed, ...changes };
    if (!this.#signal.aborted) this.#onChange();
  }
}
