import { join } from 'node:path';
import { KubeConfig, type V1Pod } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { describeTrouble, findEndpoint } from '../connect/find-endpoint.ts';
import { endCluster } from '../deletion/end-cluster.ts';
import { formatSeconds } from '../duration.ts';
import { ClusterError } from '../errors.ts';
import { install } from '../install/install.ts';
import { type Keeper, startKeeper } from '../keeper/start.ts';
import { tunnelFailure } from '../keeper/tunnel-failure.ts';
import { apiMessage, type Kube } from '../kube/clients.ts';
import { kubeconfigSecrets, rewriteKubeconfig, writeKubeconfig } from '../kube/kubeconfig.ts';
import { takenAt, watchedLease } from '../lease/deadline.ts';
import type { Lease } from '../lease/lease.ts';
import { recordStatePod } from '../lease/state-pod.ts';
import { serviceAddress, tunnelAddress } from '../plan/connection-mode.ts';
import type { Plan } from '../plan/plan.ts';
import type { Claim } from '../queue/claim.ts';
import type { Runtime } from '../runtime.ts';
import { urlOf } from '../spec/endpoint.ts';
import type { ClusterSpec, ConnectionMode, WaitFor } from '../spec/spec.ts';
import { startControllers } from '../startup/controllers.ts';
import { CoreDnsWait, failureOfCoreDns } from '../startup/core-dns.ts';
import { isReady, isStarted, PodWatch } from '../startup/pod-watch.ts';
import {
  assertVersion,
  vclusterKubeconfig,
  waitForNode,
  waitForServing,
} from '../startup/ready.ts';
import { controlPlaneOf } from '../startup/subject.ts';
import type { Cluster } from './cluster.ts';
import type { Phases } from './phases.ts';
import type { TimeLimit } from './time-limit.ts';
import { untilReplaced } from './until-replaced.ts';

/**
 * The keeper starts after the pod, because both would compete for CPU time. It starts at the latest this long after the
 * lease was taken, in milliseconds, because the steps in between can take longer than the lease.
 */
const KEEPER_DELAY = 5_000;
/** How long to wait for the first Node of a cluster that serves, in milliseconds. */
const NODE_TIME_LIMIT = 20_000;

/** What the creation of a cluster starts from. */
export interface BringUpInput extends Claim {
  runtime: Runtime;
  /** Retries calls while the host is unreachable. */
  kube: Kube;
  spec: ClusterSpec;
  plan: Plan;
  phases: Phases;
  timeLimit: TimeLimit;
}

/** Creates one cluster after its lease was taken. Each step uses the results of the steps before it. */
export class BringUp {
  readonly #runtime: Runtime;
  readonly #kube: Kube;
  readonly #spec: ClusterSpec;
  readonly #ref: ClusterRef;
  readonly #lease: Lease;
  readonly #plan: Plan;
  readonly #phases: Phases;
  readonly #timeLimit: TimeLimit;
  readonly #pods: PodWatch;
  readonly #started = Promise.withResolvers<void>();
  #keeper: Promise<Keeper | undefined> = Promise.resolve(undefined);
  #coreDns: CoreDnsWait | undefined;
  #waitingFor: string | undefined;

  constructor({ runtime, kube, spec, ref, lease, plan, phases, timeLimit }: BringUpInput) {
    this.#runtime = runtime;
    this.#kube = kube;
    this.#spec = spec;
    this.#ref = ref;
    this.#lease = lease;
    this.#plan = plan;
    this.#phases = phases;
    this.#timeLimit = timeLimit;
    this.#pods = new PodWatch(runtime, controlPlaneOf(runtime.hostCluster, ref), timeLimit.signal);
  }

  /** What the creation is waiting for now. */
  get waitingFor(): string {
    return this.#waitingFor ?? (this.#coreDns ?? this.#pods).waitingFor;
  }

  async run(): Promise<Cluster> {
    const { group } = this.#runtime.log;
    try {
      this.#keeper = this.#startKeeper();
      // A failed keeper aborts all waiting. This handler also prevents an unhandled rejection.
      this.#keeper.catch((error: ClusterError) => this.#timeLimit.giveUp(error));
      const adminConf = await group('Install the chart', () => this.#install());
      const keeper = await group('Wait for the control plane', () => this.#startUp(adminConf));
      return await group('Connect', () => this.#connect(keeper));
    } catch (error) {
      this.#keeper.then((keeper) => keeper?.stop()).catch(() => {});
      throw error;
    }
  }

  async #install(): Promise<string | undefined> {
    const { signal } = this.#timeLimit;
    const lease = this.#lease;
    const adminConf = await install(
      this.#runtime,
      this.#kube,
      this.#ref,
      this.#plan,
      lease,
      signal,
    );
    this.#phases.end('helm');
    return adminConf;
  }

  async #startKeeper(): Promise<Keeper | undefined> {
    const { keeper: program, clock } = this.#runtime;
    const { untilTtl, tunnelTimeout } = this.#spec;
    const tunnel = this.#plan.connection.mode === 'tunnel';
    if (!program || program === 'sidecar' || (untilTtl && !tunnel)) return undefined;
    await Promise.race([this.#started.promise, clock.sleep(KEEPER_DELAY, this.#timeLimit.signal)]);
    const keeper = await startKeeper(this.#runtime, program, {
      ref: this.#ref,
      lease: untilTtl ? watchedLease(this.#lease.uid, clock) : this.#lease,
      renews: !untilTtl,
      ...(tunnel && { tunnel: { hold: tunnelTimeout, onePod: this.#stateEndsWithPod } }),
    });
    const giveUp = (error: ClusterError) => this.#timeLimit.giveUp(error);
    keeper.end.catch(giveUp);
    if (tunnel) {
      tunnelFailure(this.#runtime, this.#ref.name, this.#timeLimit.signal).catch((error) => {
        // Otherwise the wait is over.
        if (error instanceof ClusterError) giveUp(error);
      });
    }
    return keeper;
  }

  async #startUp(adminConf: string | undefined): Promise<Keeper | undefined> {
    const pod = await this.#pods.until(isStarted);
    this.#started.resolve();
    if (this.#stateEndsWithPod) this.#failIfReplaced(pod);
    this.#phases.end('pod');
    const [keeper] = await Promise.all([
      this.#keeper,
      Promise.race([
        this.#controllers(adminConf),
        // A crashing pod ends the wait, even if `waitFor` does not require a ready pod.
        this.#pods.until(() => false),
      ]),
      this.#spec.waitFor === 'api' ? undefined : this.#pods.until(isReady),
    ]);
    this.#phases.end('ready');
    return keeper;
  }

  /** Whether all objects of the cluster are lost with its pod. */
  get #stateEndsWithPod(): boolean {
    const { profile, values } = this.#plan;
    return profile.stateEndsWithPod(values);
  }

  #failIfReplaced(pod: V1Pod): void {
    untilReplaced(this.#runtime, this.#ref, this.#pods, pod).then(
      (error) => this.#timeLimit.giveUp(error),
      // The creation is over, and the pod is the same.
      () => {},
    );
  }

  /** Notes which pod holds the objects. Without the note, only a later loss of them cannot be reported. */
  async #recordStatePod(): Promise<void> {
    const { log } = this.#runtime;
    if (!this.#stateEndsWithPod) return;
    const pod = await this.#pods.until(isStarted);
    await recordStatePod(this.#kube, this.#ref.namespace, this.#lease, pod).catch((error) =>
      log.debug(`could not note the pod of the control plane: ${apiMessage(error)}`),
    );
  }

  /**
   * Without an admin.conf (the control plane makes its own certificates), only the readiness of the pod is observable.
   * It is also enough if the cluster is not reached by a tunnel: port-forward then only makes the start faster.
   */
  async #controllers(adminConf: string | undefined): Promise<unknown> {
    if (!adminConf) return this.#pods.until(isReady);
    const over = new AbortController();
    const signal = AbortSignal.any([this.#timeLimit.signal, over.signal]);
    const controllers = startControllers(this.#runtime, this.#ref, adminConf, signal, () =>
      this.#phases.end('api'),
    );
    if (this.#plan.connection.mode === 'tunnel') return controllers;
    const ready = this.#pods.until(isReady);
    const started = controllers.catch((error: Error) => {
      if (!over.signal.aborted) this.#runtime.log.info(`waiting for the pod: ${error.message}`);
      return ready;
    });
    return Promise.race([started, ready]).finally(() => over.abort());
  }

  async #connect(keeper: Keeper | undefined): Promise<Cluster> {
    const { signal } = this.#timeLimit;
    const { mode, reason } = this.#plan.connection;
    this.#runtime.log.info(`connecting by ${mode}: ${reason}`);
    const server = await this.#server(keeper);
    const text = await vclusterKubeconfig(this.#runtime, this.#ref, signal);
    const path = join(this.#runtime.workDir, `${this.#ref.name}.kubeconfig`);
    const kubeconfig = rewriteKubeconfig(text, { server, context: this.#ref.name });
    const virtual = new KubeConfig();
    virtual.loadFromString(kubeconfig);
    for (const secret of kubeconfigSecrets(virtual)) this.#runtime.log.mask(secret);
    await writeKubeconfig(path, kubeconfig);
    await assertVersion(this.#runtime, virtual, this.#plan.kubernetesVersion, signal, (why) =>
      this.#wait(`an answer from ${server}: ${describeTrouble(why, mode)}`),
    );
    this.#waitingFor = undefined;
    await Promise.all([this.#ready(virtual, this.#spec.waitFor, signal), this.#recordStatePod()]);
    this.#phases.end('connect');
    this.#runtime.log.info(
      `${this.#ref.name} is usable after ${formatSeconds(this.#phases.total)}`,
    );
    return this.#cluster(keeper, { virtual, server, path, mode });
  }

  /** The API server's address for the kubeconfig. */
  async #server(keeper: Keeper | undefined): Promise<string> {
    const { connection, profile } = this.#plan;
    if (connection.mode === 'tunnel') return tunnelAddress(keeper?.port);
    if (connection.mode === 'service') return serviceAddress(this.#ref);
    const endpoint = await findEndpoint(this.#runtime, {
      ref: this.#ref,
      connection,
      balancedService: profile.balancedService(this.#ref.name),
      pod: await this.#pods.until(isStarted),
      signal: this.#timeLimit.signal,
      waiting: (what) => this.#wait(what),
    });
    return urlOf(endpoint);
  }

  #wait(what: string): void {
    const { mode } = this.#plan.connection;
    // A tunnel needs a moment until it can dial the control plane; that is not worth a log line.
    if (mode === 'tunnel' || this.#waitingFor === what) return;
    this.#waitingFor = what;
    this.#runtime.log.info(`waiting: ${what}`);
  }

  async #ready(virtual: KubeConfig, level: WaitFor, signal: AbortSignal) {
    if (level === 'api') return;
    await waitForServing(this.#runtime, virtual, signal);
    if (level === 'dns') {
      this.#coreDns = new CoreDnsWait(this.#runtime, virtual, this.#ref.name, signal);
      await this.#coreDns.untilAvailable();
    }
    if (!(await waitForNode(this.#runtime, virtual, signal, NODE_TIME_LIMIT))) {
      const what = `no Node after ${formatSeconds(NODE_TIME_LIMIT)}`;
      const why = await failureOfCoreDns(virtual, this.#ref.name).catch(apiMessage);
      if (why) this.#runtime.log.warning(`${what}: ${why}`);
      else this.#runtime.log.info(`${what}: it comes with the first pod that runs`);
    }
  }

  #cluster(
    keeper: Keeper | undefined,
    access: { virtual: KubeConfig; server: string; path: string; mode: ConnectionMode },
  ): Cluster {
    const keeperPid = keeper?.pid;
    const remove: Cluster['delete'] = (options) =>
      endCluster(this.#runtime, this.#ref, { ...options, keeperPid });
    return {
      ref: this.#ref,
      name: this.#ref.name,
      namespace: this.#ref.namespace,
      kubeconfig: access.path,
      context: this.#ref.name,
      server: access.server,
      kubernetesVersion: this.#plan.kubernetesVersion,
      vclusterVersion: this.#plan.vclusterVersion,
      hostKubernetesVersion: this.#plan.facts.kubernetesVersion,
      expiresAt: new Date(takenAt(this.#lease, this.#runtime.clock) + this.#lease.ttl),
      connect: access.mode,
      keeperPid,
      phases: this.#phases.done,
      ready: async (level = 'ready') => {
        await this.#ready(access.virtual, level, AbortSignal.timeout(this.#spec.timeout));
      },
      delete: remove,
      [Symbol.asyncDispose]: async () => void (await remove()),
    };
  }
}
