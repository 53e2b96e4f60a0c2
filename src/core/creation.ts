import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { isReady, isStarted, PodWatch } from './causes/pod-watch.ts';
import type { Cluster } from './cluster.ts';
import { type ConnectionMode, serverAddress } from './connection.ts';
import { startControllers } from './controllers.ts';
import { deleteCluster } from './deletion/delete.ts';
import { formatSeconds } from './duration.ts';
import type { ClusterError } from './errors.ts';
import type { Host } from './host.ts';
import type { Kube } from './kube.ts';
import { kubeconfigSecrets, rewriteKubeconfig, writeKubeconfig } from './kubeconfig.ts';
import { claimNamespace } from './lease/claim.ts';
import type { Lease } from './lease/lease.ts';
import { Patience } from './patience.ts';
import { persistent } from './persistent.ts';
import type { Phases } from './phases.ts';
import type { Plan } from './plan.ts';
import { assertVersion, engineKubeconfig, waitForDns, waitForServing } from './ready.ts';
import type { ClusterRef } from './ref.ts';
import { install } from './release/install.ts';
import type { ClusterSpec, WaitFor } from './spec.ts';
import { type Keeper, startKeeper, stopKeeper } from './start-keeper.ts';

/**
 * The keeper's start would take processor time from the pod's, so it comes after that; but no later than this after the
 * lease was taken, in milliseconds, since anything in between can take longer than the lease.
 */
const KEEPER_DELAY = 5_000;

/** One creation under way: the steps share what the ones before them made. */
export class Creation {
  readonly #host: Host;
  readonly #kube: Kube;
  readonly #spec: ClusterSpec;
  readonly #ref: ClusterRef;
  readonly #plan: Plan;
  readonly #phases: Phases;
  readonly #patience: Patience;
  readonly #pods: PodWatch;
  readonly #started = Promise.withResolvers<void>();
  #keeper: Promise<Keeper | undefined> = Promise.resolve(undefined);

  constructor(
    host: Host,
    kube: Kube,
    spec: ClusterSpec,
    ref: ClusterRef,
    plan: Plan,
    phases: Phases,
  ) {
    this.#host = host;
    // Without a keeper nothing renews the lease.
    this.#spec = host.keeper ? spec : { ...spec, lease: spec.ttl };
    this.#ref = ref;
    this.#plan = plan;
    this.#phases = phases;
    this.#patience = new Patience(host.signal, spec.timeout);
    const { signal } = this.#patience;
    const { clock, log } = host;
    this.#kube = persistent(kube, { clock, signal, patience: spec.timeout, debug: log.debug });
    this.#pods = new PodWatch(host, ref, signal);
  }

  async run(): Promise<Cluster> {
    const { group } = this.#host.log;
    try {
      const lease = await group('Take the lease', () => this.#takeLease());
      this.#keeper = this.#startKeeper(lease);
      // Its failure ends all waiting; by itself it is no unhandled rejection.
      this.#keeper.catch((error: ClusterError) => this.#patience.giveUp(error));
      const adminConf = await group('Install the chart', () => this.#install(lease));
      const keeper = await group('Wait for the control plane', () => this.#startUp(adminConf));
      return await group('Connect', () => this.#connect(lease, keeper));
    } catch (error) {
      this.#keeper.then((keeper) => keeper && stopKeeper(keeper.pid)).catch(() => {});
      throw this.#patience.explain(error, this.#ref.name, this.#pods.waitingFor);
    } finally {
      this.#patience[Symbol.dispose]();
    }
  }

  async #takeLease(): Promise<Lease> {
    const { signal } = this.#patience;
    const lease = await claimNamespace(
      this.#host,
      this.#kube,
      this.#spec,
      this.#ref,
      this.#plan,
      signal,
    );
    this.#phases.end('lease');
    return lease;
  }

  async #install(lease: Lease): Promise<string> {
    const { signal } = this.#patience;
    const adminConf = await install(this.#host, this.#kube, this.#ref, this.#plan, lease, signal);
    this.#phases.end('helm');
    return adminConf;
  }

  async #startKeeper(lease: Lease): Promise<Keeper | undefined> {
    const { keeper: program, clock } = this.#host;
    if (!program || program === 'beside') return undefined;
    await Promise.race([this.#started.promise, clock.sleep(KEEPER_DELAY, this.#patience.signal)]);
    const tunnel = this.#plan.connection.mode === 'tunnel';
    const keeper = await startKeeper(this.#host, program, {
      ref: this.#ref,
      lease,
      ...(tunnel && { tunnel: { hold: this.#spec.tunnelTimeout } }),
    });
    keeper.end.catch((error: ClusterError) => this.#patience.giveUp(error));
    return keeper;
  }

  async #startUp(adminConf: string): Promise<Keeper | undefined> {
    const { signal } = this.#patience;
    await this.#pods.until(isStarted);
    this.#started.resolve();
    this.#phases.end('pod');
    const [keeper] = await Promise.all([
      this.#keeper,
      Promise.race([
        startControllers(this.#host, this.#ref, adminConf, signal, () => this.#phases.end('api')),
        // Also where nobody asks for a ready pod, one that crashes ends the wait.
        this.#pods.until(() => false),
      ]),
      this.#spec.waitFor === 'api' ? undefined : this.#pods.until(isReady),
    ]);
    this.#phases.end('ready');
    return keeper;
  }

  async #connect(lease: Lease, keeper: Keeper | undefined): Promise<Cluster> {
    const { signal } = this.#patience;
    const { mode, reason } = this.#plan.connection;
    const server = serverAddress(mode, this.#ref, keeper?.port);
    this.#host.log.info(`by ${mode}, since ${reason}`);
    const text = await engineKubeconfig(this.#host, this.#ref, signal);
    const path = join(this.#host.workDir, `${this.#ref.name}.kubeconfig`);
    const ours = rewriteKubeconfig(text, { server, context: this.#ref.name });
    const virtual = new KubeConfig();
    virtual.loadFromString(ours);
    for (const secret of kubeconfigSecrets(virtual)) this.#host.log.mask(secret);
    await writeKubeconfig(path, ours);
    await assertVersion(this.#host, virtual, this.#plan.kubernetesVersion, signal);
    await this.#ready(virtual, this.#spec.waitFor, signal);
    this.#phases.end('connect');
    this.#host.log.info(`${this.#ref.name} is usable after ${formatSeconds(this.#phases.total)}`);
    return this.#cluster(lease, keeper, { virtual, server, path, mode });
  }

  async #ready(virtual: KubeConfig, level: WaitFor, signal: AbortSignal) {
    if (level !== 'api') await waitForServing(this.#host, virtual, signal);
    if (level === 'dns') await waitForDns(this.#host, virtual, signal);
  }

  #cluster(
    lease: Lease,
    keeper: Keeper | undefined,
    way: { virtual: KubeConfig; server: string; path: string; mode: ConnectionMode },
  ): Cluster {
    const remove: Cluster['delete'] = async (options) => {
      const result = await deleteCluster(this.#host, this.#ref, options);
      if (keeper) stopKeeper(keeper.pid);
      return result;
    };
    return {
      ref: { ...this.#ref, leaseUid: lease.uid },
      name: this.#ref.name,
      namespace: this.#ref.namespace,
      kubeconfig: way.path,
      context: this.#ref.name,
      server: way.server,
      kubernetesVersion: this.#plan.kubernetesVersion,
      vclusterVersion: this.#plan.vclusterVersion,
      hostKubernetesVersion: this.#plan.facts.kubernetesVersion,
      expiresAt: new Date(lease.since + lease.ttl),
      connect: way.mode,
      keeperPid: keeper?.pid,
      phases: this.#phases.done,
      ready: async (level = 'ready') => {
        await this.#ready(way.virtual, level, AbortSignal.timeout(this.#spec.timeout));
      },
      delete: remove,
      [Symbol.asyncDispose]: async () => void (await remove()),
    };
  }
}
