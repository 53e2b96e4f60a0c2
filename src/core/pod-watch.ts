import type {
  CoreV1Event,
  KubernetesListObject,
  KubernetesObject,
  V1Deployment,
  V1Pod,
  V1StatefulSet,
} from '@kubernetes/client-node';
import { formatSeconds } from './duration.ts';
import { Forbearance } from './forbearance.ts';
import type { Host } from './host.ts';
import { apiMessage, isForbidden, type Kube, kubeOf } from './kube.ts';
import { controlPlaneSelector } from './labels.ts';
import { currentPod, type Observed } from './observed.ts';
import { describeProgress } from './progress.ts';
import type { ClusterRef } from './ref.ts';
import { type Watched, watchUntil } from './watch.ts';

/** A pod runs by then, in milliseconds; if not, what makes it is looked at too. */
const LOOK_FURTHER = 2_000;
/** How often a wait is told again that goes on without change, in milliseconds. */
const TELL_AGAIN = 30_000;

/** Follows the pod of a control plane, says what it waits for whenever that changes, and knows when to give up. */
export class PodWatch {
  readonly #host: Host;
  readonly #ref: ClusterRef;
  readonly #signal: AbortSignal;
  readonly #kube: Kube;
  readonly #forbearance: Forbearance;
  #observed: Observed = { events: [] };
  #said = '';
  #waits = false;

  constructor(host: Host, ref: ClusterRef, signal: AbortSignal) {
    this.#host = host;
    this.#ref = ref;
    this.#signal = signal;
    this.#kube = kubeOf(host.kubeConfig);
    this.#forbearance = new Forbearance(ref.name, host.clock, signal);
    const { namespace } = ref;
    this.#follow<CoreV1Event>(
      `/api/v1/namespaces/${namespace}/events`,
      {},
      () => this.#kube.core.listNamespacedEvent({ namespace }),
      (events) => ({ events }),
    );
  }

  /** What the cluster waits for now. */
  get waitingFor(): string {
    return describeProgress(this.#observed).text;
  }

  /**
   * The pod, once `condition` holds for it.
   *
   * @throws ClusterError with cause and cure where something has been wrong for longer than its cause may last.
   */
  until(condition: (pod: V1Pod) => boolean): Promise<V1Pod> {
    if (!this.#waits) this.#beginWaiting();
    const { namespace, name } = this.#ref;
    const query = { labelSelector: controlPlaneSelector(name) };
    const list = () =>
      this.#kube.core.listNamespacedPod({ namespace, ...query }).catch((error) => {
        this.#see({ unreadable: apiMessage(error) });
        throw error;
      });
    const found = watchUntil<V1Pod, V1Pod>(
      {
        kubeConfig: this.#host.kubeConfig,
        path: `/api/v1/namespaces/${namespace}/pods`,
        query,
        list,
      },
      (pods) => {
        const pod = currentPod(pods);
        this.#see({ pod, unreadable: undefined });
        return pod && condition(pod) ? pod : undefined;
      },
      this.#host.clock,
      this.#signal,
    );
    return Promise.race([found, this.#forbearance.end]);
  }

  #beginWaiting(): void {
    this.#waits = true;
    // Both end with the waiting, by an error that `until` has too.
    this.#lookFurther().catch(() => {});
    this.#tellAgain().catch(() => {});
  }

  /** What is wrong before there is a pod shows at its Deployment or StatefulSet alone. */
  async #lookFurther(): Promise<void> {
    await this.#host.clock.sleep(LOOK_FURTHER, this.#signal);
    const { pod } = this.#observed;
    if (pod && isStarted(pod)) return;
    const { namespace, name } = this.#ref;
    const path = `/apis/apps/v1/namespaces/${namespace}`;
    const query = { fieldSelector: `metadata.name=${name}` };
    const { apps } = this.#kube;
    const take = ([workload]: (V1Deployment | V1StatefulSet)[]) => (workload ? { workload } : {});
    this.#follow<V1Deployment>(
      `${path}/deployments`,
      query,
      () => apps.listNamespacedDeployment({ namespace, ...query }),
      take,
    );
    this.#follow<V1StatefulSet>(
      `${path}/statefulsets`,
      query,
      () => apps.listNamespacedStatefulSet({ namespace, ...query }),
      take,
    );
  }

  async #tellAgain(): Promise<void> {
    const { clock, log } = this.#host;
    for (const start = clock.now(); ; ) {
      await clock.sleep(TELL_AGAIN, this.#signal);
      log.info(`still waiting after ${formatSeconds(clock.now() - start)}: ${this.waitingFor}`);
    }
  }

  /** Keeps what `take` makes of such objects up to date. They only explain: without the right, the rest goes on. */
  #follow<O extends KubernetesObject>(
    path: string,
    query: Watched<O>['query'] & object,
    list: () => Promise<KubernetesListObject<O>>,
    take: (objects: O[]) => Partial<Observed>,
  ): void {
    const { kubeConfig, clock, log } = this.#host;
    const stop = new AbortController();
    const listOrStop = () =>
      list().catch((error) => {
        if (isForbidden(error)) stop.abort(new Error(apiMessage(error)));
        throw error;
      });
    watchUntil<O, never>(
      { kubeConfig, path, query, list: listOrStop },
      (objects) => void this.#see(take(objects)),
      clock,
      AbortSignal.any([this.#signal, stop.signal]),
    ).catch((error: Error) => log.debug(`${path} is not followed: ${error.message}`));
  }

  #see(news: Partial<Observed>): void {
    this.#observed = { ...this.#observed, ...news };
    if (!this.#waits || this.#signal.aborted) return;
    const progress = describeProgress(this.#observed);
    if (progress.text !== this.#said) this.#host.log.info(`waiting: ${progress.text}`);
    this.#said = progress.text;
    this.#forbearance.note(progress);
  }
}

export const isStarted = ({ status }: V1Pod): boolean =>
  status?.containerStatuses?.[0]?.state?.running !== undefined;

export const isReady = ({ status }: V1Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
