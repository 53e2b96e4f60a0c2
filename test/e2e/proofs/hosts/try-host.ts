import { orUndefined } from '../../../../src/core/kube/clients.ts';
import { LEASE_NAME } from '../../../../src/core/lease/lease.ts';
import { eventually } from '../../../support/eventually.ts';
import { type Job, startJob } from '../../support/action/job.ts';
import { kubectlFor } from '../../support/cluster/kubectl.ts';
import { uniqueName } from '../../support/host/host-view.ts';
import type { DifficultHost } from './difficult-host.ts';
import { type Ground, userName } from './ground.ts';
import { HostRules } from './rules.ts';
import type { Scope } from './scope.ts';

export const LEASE_SECONDS = 30;

export interface Trial {
  difficult: DifficultHost;
  /** Whether the cluster is to be created in an existing namespace. Default: in one of its own. */
  existing?: boolean;
}

export interface Outcome {
  /** The exit code of the action; undefined if it did not end. */
  code: number | undefined;
  /** The annotation in the workflow. */
  error: string;
  /** The answer of the cluster, if one was created. */
  answer?: string;
  /** What is wrong with the clean-up of a refused creation. */
  post?: string;
  namespace: string;
  /** What remains in the end. Objects of others do not count. */
  end: Promise<End>;
}

interface End {
  left: string[];
  /** Since the runner was killed. */
  seconds: number;
}

/**
 * Makes the host difficult, creates a cluster there, and kills the runner. `resources` keeps the rules of a host with a
 * cluster, because they hold until it is swept.
 */
export async function tryHost(
  ground: Ground,
  { difficult, existing = false }: Trial,
  resources: AsyncDisposableStack,
): Promise<Outcome> {
  const { host } = ground;
  const name = uniqueName('hosts');
  const namespace = host.own(existing ? uniqueName('hosts-tenant') : `vcluster-${name}`);
  const rules = resources.use(new HostRules(ground, scopeOf(ground, name, namespace)));
  await difficult.rules(rules);
  await rules.apply();
  const user = existing ? await host.tenant(namespace) : host.user;
  const before = await host.objectIdsIn(namespace);
  const leftNow = async () =>
    (await host.objectIdsIn(namespace)).filter(
      (id) => !before.includes(id) && !rules.generated.has(id),
    );
  const inputs = {
    lease: `${LEASE_SECONDS}s`,
    ...(existing && { namespace }),
    ...difficult.inputs,
  };
  using job = startJob({ host: user, name, inputs });
  const code = await job.ended(240);
  if (code === 0) {
    const answer = await useCluster(ground, job);
    job.kill();
    return { code, error: '', answer, namespace, end: endOfLease(ground, namespace, leftNow) };
  }
  const error = /^::error.*$/m.exec(job.log())?.[0] ?? job.log();
  const post = await faultOfPost(job);
  const itself = async () =>
    !existing && (await host.view.hasNamespace(namespace)) ? [`Namespace/${namespace}`] : [];
  const end = await endOf(async () => [...(await leftNow()), ...(await itself())]);
  await rules[Symbol.asyncDispose]();
  return { code, error, post, namespace, end: Promise.resolve(end) };
}

const scopeOf = ({ host, home }: Ground, name: string, namespace: string): Scope => ({
  name,
  namespaces: [namespace],
  users: [userName(host.user.kubeconfig), `system:serviceaccount:${namespace}:ephemeral-vcluster`],
  probes: home.metadata?.name ?? '',
});

async function faultOfPost(job: Job): Promise<string> {
  const { code, log } = await job.post();
  return code === 0 ? '' : log;
}

/** Stores an object in the cluster. Returns what kubectl says. */
async function useCluster({ host }: Ground, job: Job): Promise<string> {
  const path = /^::set-output name=kubeconfig::(.*)$/m.exec(job.log())?.[1] ?? '';
  const kubectl = kubectlFor(host.tools.kubectl, path);
  const { stdout, stderr } = await kubectl.run(['create', 'configmap', 'used', '--output=name']);
  return (stdout + stderr).trim();
}

async function endOf(leftNow: () => Promise<string[]>, seconds = LEASE_SECONDS + 60): Promise<End> {
  const start = Date.now();
  const left = await eventually(leftNow, (ids) => ids.length === 0, seconds);
  return { left, seconds: (Date.now() - start) / 1_000 };
}

/** Looks at all objects only after the lease is over, because there are many kinds. */
async function endOfLease(
  { kube: { batch } }: Ground,
  namespace: string,
  leftNow: () => Promise<string[]>,
): Promise<End> {
  const start = Date.now();
  const since = () => (Date.now() - start) / 1_000;
  const latest = LEASE_SECONDS + 60;
  const lease = () => orUndefined(batch.readNamespacedJob({ name: LEASE_NAME, namespace }));
  await eventually(lease, (job) => !job, latest);
  const { left } = await endOf(leftNow, latest - since());
  return { left, seconds: since() };
}
