import {
  type ClusterIntent,
  type ClusterRef,
  candidatesOf,
  namespaceNames,
  newIntent,
} from '../cluster/ref.ts';
import { deleteCluster } from '../deletion/delete.ts';
import { endOrWarn } from '../deletion/end-cluster.ts';
import { printFailure } from '../diagnostics/print-failure.ts';
import { type Kube, kubeOf } from '../kube/clients.ts';
import { retrying } from '../kube/retrying.ts';
import { type Plan, planCluster } from '../plan/plan.ts';
import { expiryOf, preflight } from '../preflight/preflight.ts';
import { claimNamespace } from '../queue/claim.ts';
import type { Log, Runtime } from '../runtime.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import { sweepInBackground } from '../sweep/background.ts';
import { BringUp } from './bring-up.ts';
import type { Cluster } from './cluster.ts';
import { Phases } from './phases.ts';
import { TimeLimit } from './time-limit.ts';

export interface CreateOptions {
  /** Called after a failed creation, before its objects are deleted: the last chance to inspect them. */
  onFailure?: (ref: ClusterRef, log: Log) => Promise<void>;
  /** Called when the checks have passed, right before the first object is created. */
  onBegin?: () => void;
  /** Whether to log events and the last log lines of the control plane after a failed creation. Default: true. */
  explain?: boolean;
}

/**
 * Creates a virtual cluster and waits until it is usable at the level `spec.waitFor`. If the creation fails, is aborted
 * or exceeds `spec.queueTimeout` or `spec.timeout`, the cluster is deleted. If the process is killed, the lease deletes
 * the cluster.
 *
 * @throws InputError if `spec` cannot be satisfied; nothing was created then.
 * @throws ClusterError with a cause and a hint for all other failures.
 */
export async function createCluster(
  runtime: Runtime,
  spec: ClusterSpec,
  intent: ClusterIntent = newIntent(spec),
  options: CreateOptions = {},
): Promise<Cluster> {
  const phases = new Phases(runtime.clock);
  const kube = kubeOf(runtime.hostCluster);
  const plan = await runtime.log.group(`Plan ${intent.name}`, () =>
    planAndLog(runtime, kube, spec, intent),
  );
  phases.end('plan');
  if (spec.sweep) sweepInBackground(runtime, { namespaces: spec.namespaces });
  // Without a keeper the lease is not renewed, so it lasts until the ttl.
  const times = runtime.keeper && !spec.untilTtl ? spec : { ...spec, lease: spec.ttl };
  return create(runtime, kube, times, intent, plan, phases, options);
}

async function create(
  runtime: Runtime,
  kube: Kube,
  spec: ClusterSpec,
  intent: ClusterIntent,
  plan: Plan,
  phases: Phases,
  { onFailure, onBegin, explain = true }: CreateOptions,
): Promise<Cluster> {
  using timeLimit = intent.ownNamespace
    ? new TimeLimit(runtime.signal, spec.timeout)
    : new TimeLimit(runtime.signal, spec.queueTimeout, 'queue-timeout');
  const { signal } = timeLimit;
  const { clock, log } = runtime;
  const retryingKube = retrying(kube, { clock, signal, timeLimit: spec.timeout, debug: log.debug });
  let known = intent;
  let bringUp: BringUp | undefined;
  onBegin?.();
  try {
    const claim = await log.group('Take the lease', () =>
      claimNamespace(runtime, retryingKube, spec, intent, plan, signal),
    );
    phases.end('lease');
    if (!intent.ownNamespace) timeLimit.restart(spec.timeout);
    known = claim.ref;
    bringUp = new BringUp({
      runtime,
      kube: retryingKube,
      spec,
      ...claim,
      plan,
      phases,
      timeLimit,
    });
    return await bringUp.run();
  } catch (error) {
    const waitingFor = bringUp?.waitingFor ?? 'a free namespace';
    const explained = timeLimit.explain(error, intent.name, waitingFor);
    timeLimit[Symbol.dispose]();
    if ('namespace' in known && !runtime.signal.aborted) {
      if (explain) await printFailure(runtime, known);
      await onFailure?.(known, runtime.log);
    }
    await deleteRemains(runtime, known);
    throw explained;
  }
}

async function planAndLog(
  runtime: Runtime,
  kube: Kube,
  spec: ClusterSpec,
  intent: ClusterIntent,
): Promise<Plan> {
  const planning = planCluster(runtime, kube, spec, candidatesOf(intent)[0]);
  const expiry = expiryOf(runtime);
  const checks = spec.preflight && preflight(runtime, { kube, spec, intent, planning, expiry });
  const [plan] = await Promise.all([planning, checks]);
  const { kubernetesVersion, vclusterVersion, facts } = plan;
  const where = candidatesOf(intent).length > 1 ? 'one of the namespaces' : 'namespace';
  runtime.log.info(`Kubernetes ${kubernetesVersion} with vcluster ${vclusterVersion}`);
  runtime.log.info(
    `in ${where} ${namespaceNames(intent)} of a Kubernetes ${facts.kubernetesVersion} host cluster`,
  );
  return plan;
}

/** Starts the deletion of what was created. If the host is unreachable now, the lease deletes it later. */
const deleteRemains = (runtime: Runtime, intent: ClusterIntent) =>
  endOrWarn(runtime.log, intent, () => deleteCluster(runtime, intent, { verifyFor: 0 }));
