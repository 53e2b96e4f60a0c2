import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import type { Egress } from '../core/egress.ts';
import { ClusterError, errorParts, InputError } from '../core/errors.ts';
import { kubeOf } from '../core/kube/clients.ts';
import type { Log } from '../core/runtime.ts';
import type { ClusterSpec } from '../core/spec/spec.ts';
import { chooseHost, type HostChoice, type RunnerPlan } from '../host-cluster/choose-host.ts';
import { stateFolder } from '../machine/state-folder.ts';
import { createNamespaces } from './create-namespaces.ts';
import { type HostKeeping, holdHost, releaseHost } from './hold.ts';
import { newHolder } from './holders.ts';
import { kindClusters } from './kind.ts';
import { findKind } from './kind-program.ts';
import { Records } from './records.ts';
import { runStreamed } from './run-streamed.ts';

/** A host cluster on this machine, and who needs it. It is saved before the host cluster is created. */
export interface RunnerHost {
  /** The name of the cluster. */
  name: string;
  holder: string;
}

/** What says which job this is: the steps of one job share a host cluster. Outside of a workflow, all calls of a user share one. */
const JOB = ['GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT', 'GITHUB_JOB', 'RUNNER_NAME', 'RUNNER_TEMP'];

export function newRunnerHost(env: NodeJS.ProcessEnv): RunnerHost {
  const job = env.GITHUB_ACTIONS ? JOB.map((name) => env[name]) : [];
  const scope = JSON.stringify([stateFolder(env), ...job]);
  const hash = createHash('sha256').update(scope).digest('hex').slice(0, 8);
  return { name: `ephemeral-vcluster-${hash}`, holder: randomBytes(8).toString('hex') };
}

/** What host clusters on this machine need from the caller. */
export interface Machine {
  env: NodeJS.ProcessEnv;
  log: Log;
  signal: AbortSignal;
  egress?: Egress | undefined;
}

/** The records of this user. The name of a cluster, which has a folder there too, cannot begin with a dot. */
export const recordsOf = (env: NodeJS.ProcessEnv): Records =>
  new Records(join(stateFolder(env), '.hosts'));

/** Makes and deletes host clusters with kind, and records them in the state folder of the user. */
export const keepingOf = ({ env, log, signal, egress }: Machine): HostKeeping => ({
  clusters: kindClusters({
    run: runStreamed,
    env,
    findKind: () => findKind({ run: runStreamed, log, signal, egress }),
  }),
  records: recordsOf(env),
  clock: systemClock,
  log,
  signal,
});

/** What a host cluster is for. */
export interface HostUse {
  /** The clusters in it. */
  specs: readonly Pick<ClusterSpec, 'ttl' | 'namespaces'>[];
  /** The process of the job, if the clusters end with it. */
  pid?: number | undefined;
}

/** Returns the hard limit of the cluster that may live longest, in milliseconds. */
export const longestTtl = (specs: HostUse['specs']): number =>
  Math.max(...specs.map(({ ttl }) => ttl));

/**
 * Makes the host cluster on this machine, or takes that of an earlier step.
 *
 * @throws InputError if no host cluster was named, and this machine cannot run one.
 * @throws ClusterError with the reason.
 */
export async function makeRunnerHost(
  keeping: HostKeeping,
  { name, holder }: RunnerHost,
  plan: RunnerPlan,
  { specs, pid }: HostUse,
): Promise<HostChoice> {
  const { because } = plan;
  await keeping.clusters.check().catch((error) => {
    throw because ? noHostAtAll(because, error) : error;
  });
  if (because) keeping.log.info(`${because} Making one on this machine.`);
  const own = newHolder(holder, longestTtl(specs), keeping.clock.now(), pid);
  const path = await holdHost(keeping, { name, version: plan.version }, own);
  const { hostCluster } = chooseHost({ 'host-kubeconfig-path': path }, {});
  await createNamespaces(
    kubeOf(hostCluster),
    specs.flatMap(({ namespaces }) => namespaces),
  );
  return { hostCluster, origin: `${name}, a cluster on this machine`, insideHost: false };
}

function noHostAtAll(because: string, error: unknown): unknown {
  if (!(error instanceof ClusterError)) return error;
  const { summary } = errorParts(error);
  const message = `${because} ${summary} Use host-kubeconfig or host-kubeconfig-path, or install Docker.`;
  return new InputError([{ input: 'host-kubeconfig', allowed: 'given', message }]);
}

/** Gives a host cluster up. It is deleted if nobody else needs it. */
export const releaseRunnerHost = (keeping: HostKeeping, { name, holder }: RunnerHost) =>
  releaseHost(keeping, name, holder);
