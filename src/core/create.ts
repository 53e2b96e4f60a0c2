import { diagnose } from './causes/diagnose.ts';
import type { Cluster } from './cluster.ts';
import { Creation } from './creation.ts';
import { deleteCluster } from './deletion/delete.ts';
import { preflight } from './doctor/doctor.ts';
import type { Host } from './host.ts';
import { apiMessage, type Kube, keepAlive, kubeOf } from './kube.ts';
import { Phases } from './phases.ts';
import { type Plan, planCluster } from './plan.ts';
import { type ClusterRef, newRef } from './ref.ts';
import type { ClusterSpec } from './spec.ts';
import { sweepBeside } from './sweep/sweep-beside.ts';

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
  const kube = kubeOf(keepAlive(host.kubeConfig));
  const plan = await host.log.group(`Plan ${ref.name}`, () => planAloud(host, kube, spec, ref));
  phases.end('plan');
  if (spec.sweep) sweepBeside(host, ref.ownNamespace ? {} : { namespace: ref.namespace });
  try {
    return await new Creation(host, kube, spec, ref, plan, phases).run();
  } catch (error) {
    if (!host.signal.aborted) await lookInto(host, ref);
    await giveUp(host, ref);
    throw error;
  }
}

async function planAloud(
  host: Host,
  kube: Kube,
  spec: ClusterSpec,
  ref: ClusterRef,
): Promise<Plan> {
  const planning = planCluster(host, kube, spec, ref);
  const examination = spec.preflight && preflight(host, { kube, spec, ref, planning });
  const [plan] = await Promise.all([planning, examination]);
  const { kubernetesVersion, vclusterVersion, facts } = plan;
  host.log.info(`Kubernetes ${kubernetesVersion} by vcluster ${vclusterVersion}`);
  host.log.info(`in namespace ${ref.namespace} of a Kubernetes ${facts.kubernetesVersion} host`);
  return plan;
}

async function lookInto(host: Host, ref: ClusterRef): Promise<void> {
  await diagnose(host, ref);
  await host.onFailure?.(ref, host.log);
}

/** Starts the deletion of what was made; the lease ends what cannot be reached now. */
async function giveUp(host: Host, ref: ClusterRef): Promise<void> {
  try {
    await deleteCluster(host, ref, { verifyFor: 0 });
  } catch (error) {
    host.log.warning(`${ref.name} could not be deleted now (${apiMessage(error)}); its lease will`);
  }
}
