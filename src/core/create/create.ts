import {
  type ClusterIntent,
  type ClusterRef,
  candidatesOf,
  namespaceNames,
  newIntent,
} from '../cluster/ref.ts';
import { deleteCluster } from '../deletion/delete.ts';
import { endOrWarn } from '../deletion/end-cluster.ts';
import { type Kube, kubeOf, withConnectionReuse } from '../kube/clients.ts';
import { retrying } from '../kube/retrying.ts';
import { type Plan, planCluster } from '../plan/plan.ts';
import { preflight } from '../preflight/preflight.ts';
import { claimNamespace } from '../queue/claim.ts';
import type { Log, Runtime } from '../runtime.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import { printFailure } from '../startup/print-failure.ts';
import { sweepInBackground } from '../sweep/background.ts';
import { BringUp } from './bring-up.ts';
import type { Cluster } from './cluster.ts';
import { Phases } from './phases.ts';
import { TimeLimit } from './time-limit.ts';

export interface CreateOptions {
  /** Called when a creation failed and its objects still exist: the last chance to look at them. */
  onFailure?: (ref: ClusterRef, log: Log) => Promise<void>;
}

/**
 * Makes a virtual cluster and waits until it is usable, as `spec.waitFor` says. What fails half-way, is aborted or runs
 * out of `spec.timeout` is deleted; a process that is killed half-way leaves it to the lease.
 *
 * @throws InputError where `spec` asks for what cannot be had; nothing was made then.
 * @throws ClusterError with cause and hint for everything else.
 */
export async function createCluster(
  runtime: Runtime,
  spec: ClusterSpec,
  intent: ClusterIntent = newIntent(spec),
  options: CreateOptions = {},
): Promise<Cluster> {
  const phases = new Phases(runtime.clock);
  const kube = kubeOf(withConnectionReuse(runtime.hostCluster));
  const plan = await runtime.log.group(`Plan ${intent.name}`, () =>
    planAloud(runtime, kube, spec, intent),
  );
  phases.end('plan');
  if (spec.sweep) sweepInBackground(runtime, { namespaces: spec.namespaces });
  // Without a keeper nothing renews the lease.
  const times = runtime.keeper && !spec.untilTtl ? spec : { ...spec, lease: spec.ttl };
  return make(runtime, kube, times, intent, plan, phases, options);
}

async function make(
  runtime: Runtime,
  kube: Kube,
  spec: ClusterSpec,
  intent: ClusterIntent,
  plan: Plan,
  phases: Phases,
  { onFailure }: CreateOptions,
): Promise<Cluster> {
  using timeLimit = new TimeLimit(runtime.signal, spec.timeout);
  const { signal } = timeLimit;
  const { clock, log } = runtime;
  const asking = retrying(kube, { clock, signal, timeLimit: spec.timeout, debug: log.debug });
  let known = intent;
  let bringUp: BringUp | undefined;
  try {
    const claim = await log.group('Take the lease', () =>
      claimNamespace(runtime, asking, spec, intent, plan, signal),
    );
    phases.end('lease');
    known = claim.ref;
    bringUp = new BringUp({
      runtime,
      kube: asking,
      spec,
      ...claim,
      plan,
      phases,
      timeLimit,
    });
    return await bringUp.run();
  } catch (error) {
    const waitingFor = bringUp?.waitingFor ?? 'a namespace to be free';
    const explained = timeLimit.explain(error, intent.name, waitingFor);
    timeLimit[Symbol.dispose]();
    if ('namespace' in known && !runtime.signal.aborted) {
      await printFailure(runtime, known);
      await onFailure?.(known, runtime.log);
    }
    await giveUp(runtime, known);
    throw explained;
  }
}

async function planAloud(
  runtime: Runtime,
  kube: Kube,
  spec: ClusterSpec,
  intent: ClusterIntent,
): Promise<Plan> {
  const planning = planCluster(runtime, kube, spec, candidatesOf(intent)[0]);
  const examination = spec.preflight && preflight(runtime, { kube, spec, intent, planning });
  const [plan] = await Promise.all([planning, examination]);
  const { kubernetesVersion, vclusterVersion, facts } = plan;
  const place = candidatesOf(intent).length > 1 ? 'one of the namespaces' : 'namespace';
  runtime.log.info(`Kubernetes ${kubernetesVersion} by vcluster ${vclusterVersion}`);
  runtime.log.info(
    `in ${place} ${namespaceNames(intent)} of a Kubernetes ${facts.kubernetesVersion} host`,
  );
  return plan;
}

/** Starts the deletion of what was made; the lease ends what cannot be reached now. */
const giveUp = (runtime: Runtime, intent: ClusterIntent) =>
  endOrWarn(runtime.log, intent, () => deleteCluster(runtime, intent, { verifyFor: 0 }));
