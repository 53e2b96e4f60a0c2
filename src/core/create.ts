import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { claimNamespace } from './claim.ts';
import type { Cluster } from './cluster.ts';
import { chooseConnection, serverAddress } from './connection.ts';
import { startControllers } from './controllers.ts';
import { deleteCluster } from './delete.ts';
import { diagnose } from './diagnose.ts';
import { formatSeconds } from './duration.ts';
import type { Host } from './host.ts';
import { install } from './install.ts';
import { apiMessage, type Kube, keepAlive, kubeOf } from './kube.ts';
import { kubeconfigSecrets, rewriteKubeconfig, writeKubeconfig } from './kubeconfig.ts';
import type { Lease } from './lease.ts';
import { Patience } from './patience.ts';
import { Phases } from './phases.ts';
import { type Plan, planCluster } from './plan.ts';
import { isReady, isStarted, PodWatch } from './pod-watch.ts';
import { assertVersion, engineKubeconfig, waitForDns, waitForServing } from './ready.ts';
import { type ClusterRef, newRef } from './ref.ts';
import type { ClusterSpec } from './spec.ts';
import { type Keeper, startKeeper, stopKeeper } from './start-keeper.ts';

/**
 * Makes a virtual cluster and waits until it is usable, as `spec.waitFor` says. What fails half-way, is aborted or runs
 * out of `spec.timeout` is deleted; a process that is killed half-way leaves it to the lease.
 *
 * @throws InputError where `spec` asks for what cannot be had; nothing was made then.
 * @throws ClusterError with cause and cure for everything else.
 */
export async function createCluster(
  host: Host,
  spec: ClusterSpec,
  ref: ClusterRef = newRef(spec),
): Promise<Cluster> {
  const phases = new Phases(host.clock);
  const plan = await host.log.group(`Plan ${ref.name}`, () => planAloud(host, spec, ref));
  phases.end('plan');
  try {
    return await new Creation(host, spec, ref, plan, phases).run();
  } catch (error) {
    if (!host.signal.aborted) await diagnose(host, ref);
    await giveUp(host, ref);
    throw error;
  }
}

async function planAloud(host: Host, spec: ClusterSpec, ref: ClusterRef): Promise<Plan> {
  const plan = await planCluster(host, kubeOf(keepAlive(host.kubeConfig)), spec, ref);
  const { kubernetesVersion, vclusterVersion, facts } = plan;
  host.log.info(`Kubernetes ${kubernetesVersion} by vcluster ${vclusterVersion}`);
  host.log.info(`in namespace ${ref.namespace} of a Kubernetes ${facts.kubernetesVersion} host`);
  return plan;
}

/** Starts the deletion of what was made; the lease ends what cannot be reached now. */
async function giveUp(host: Host, ref: ClusterRef): Promise<void> {
  try {
    await deleteCluster(host, ref, { verifyFor: 0 });
  } catch (error) {
    host.log.warning(`${ref.name} could not be deleted now (${apiMessage(error)}); its lease will`);
  }
}

/** One creation under way: the steps share what the ones before them made. */
class Creation {
  readonly #host: Host;
  readonly #kube: Kube;
  readonly #spec: ClusterSpec;
  readonly #ref: ClusterRef;
  readonly #plan: Plan;
  readonly #phases: Phases;
  readonly #patience: Patience;
  readonly #pods: PodWatch;

  constructor(host: Host, spec: ClusterSpec, ref: ClusterRef, plan: Plan, phases: Phases) {
    this.#host = host;
    this.#kube = kubeOf(keepAlive(host.kubeConfig));
    this.#spec = spec;
    this.#ref = ref;
    this.#plan = plan;
    this.#phases = phases;
    this.#patience = new Patience(host.signal, spec.timeout);
    this.#pods = new PodWatch(host, ref, this.#patience.signal);
  }

  async run(): Promise<Cluster> {
    const { group } = this.#host.log;
    let keeper: Keeper | undefined;
    try {
      const lease = await group('Take the lease', () => this.#takeLease());
      const adminConf = await group('Install the chart', () => this.#install(lease));
      keeper = await startKeeper(this.#host, this.#ref, lease, this.#connection.mode === 'tunnel');
      await group('Wait for the control plane', () => this.#startUp(adminConf));
      return await group('Connect', () => this.#connect(lease, keeper as Keeper));
    } catch (error) {
      if (keeper) stopKeeper(keeper.pid);
      throw this.#patience.explain(error, this.#ref.name, this.#pods.waitingFor);
    } finally {
      this.#patience[Symbol.dispose]();
    }
  }

  get #connection() {
    return chooseConnection(this.#host, this.#spec.connect);
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
    const adminConf = await install(this.#host, this.#kube, this.#ref, this.#plan, lease);
    this.#phases.end('helm');
    return adminConf;
  }

  async #startUp(adminConf: string): Promise<void> {
    const { signal } = this.#patience;
    await this.#pods.until(isStarted);
    this.#phases.end('pod');
    await Promise.all([
      startControllers(this.#host, this.#ref, adminConf, signal, () => this.#phases.end('api')),
      this.#spec.waitFor === 'api' ? undefined : this.#pods.until(isReady),
    ]);
    this.#phases.end('ready');
  }

  async #connect(lease: Lease, keeper: Keeper): Promise<Cluster> {
    const { signal } = this.#patience;
    const { mode, reason } = this.#connection;
    const server = serverAddress(mode, this.#ref, keeper.port);
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

  async #ready(virtual: KubeConfig, level: 'api' | 'ready' | 'dns', signal: AbortSignal) {
    if (level !== 'api') await waitForServing(this.#host, virtual, signal);
    if (level === 'dns') await waitForDns(this.#host, virtual, signal);
  }

  #cluster(
    lease: Lease,
    keeper: Keeper,
    way: { virtual: KubeConfig; server: string; path: string; mode: 'tunnel' | 'service' },
  ): Cluster {
    const remove: Cluster['delete'] = async (options) => {
      const result = await deleteCluster(this.#host, this.#ref, options);
      stopKeeper(keeper.pid);
      return result;
    };
    return {
      ref: this.#ref,
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
      keeperPid: keeper.pid,
      phases: this.#phases.done,
      ready: async (level = 'ready') => {
        await this.#ready(way.virtual, level, AbortSignal.timeout(this.#spec.timeout));
      },
      delete: remove,
      [Symbol.asyncDispose]: async () => void (await remove()),
    };
  }
}
