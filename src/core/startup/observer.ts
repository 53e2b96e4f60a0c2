import type {
  CoreV1Event,
  KubernetesListObject,
  KubernetesObject,
  V1Deployment,
  V1Pod,
  V1StatefulSet,
} from '@kubernetes/client-node';
import { apiMessage, type Kube, kubeOf } from '../kube/clients.ts';
import { follow } from '../kube/follow.ts';
import { type Query, watchUntil } from '../kube/watch.ts';
import type { Runtime } from '../runtime.ts';
import { currentPod, type Observed } from './observed.ts';
import { type PodSubject, programOf } from './subject.ts';

/** Watches one pod and keeps `observed` up to date. Reads nothing outside its namespace. */
export class Observer {
  readonly #runtime: Runtime;
  readonly #subject: PodSubject;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;
  readonly #kube: Kube;
  #observed: Observed;

  constructor(runtime: Runtime, subject: PodSubject, signal: AbortSignal, onChange: () => void) {
    this.#runtime = runtime;
    this.#subject = subject;
    this.#signal = signal;
    this.#onChange = onChange;
    this.#kube = kubeOf(subject.kubeConfig);
    this.#observed = { events: [], ...programOf(subject) };
  }

  get observed(): Observed {
    return this.#observed;
  }

  followEvents(): void {
    const { namespace } = this.#subject;
    this.#follow<CoreV1Event>(
      `/api/v1/namespaces/${namespace}/events`,
      {},
      () => this.#kube.core.listNamespacedEvent({ namespace }),
      (events) => ({ events }),
    );
  }

  followWorkload(): void {
    const { namespace, workload: name } = this.#subject;
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
    const { kubeConfig, namespace, labelSelector } = this.#subject;
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const query = { labelSelector };
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
      { kubeConfig, path, query, list },
      check,
      this.#runtime.clock,
      this.#signal,
    );
  }

  #follow<O extends KubernetesObject>(
    path: string,
    query: Query,
    list: () => Promise<KubernetesListObject<O>>,
    take: (objects: O[]) => Partial<Observed>,
  ): void {
    const { kubeConfig } = this.#subject;
    const update = (objects: O[]) => this.#update(take(objects));
    void follow(this.#runtime, { kubeConfig, path, query, list }, update, this.#signal);
  }

  #update(changes: Partial<Observed>): void {
    this.#observed = { ...this.#observed, ...changes };
    if (!this.#signal.aborted) this.#onChange();
  }
}
