import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { systemClock } from '../src/core/clock.ts';
import { type Kube, kubeOf } from '../src/core/kube/clients.ts';
import { accessOf } from '../src/core/kube/cluster-config.ts';
import { LEASE_NAME } from '../src/core/lease/deadline.ts';
import { createIdleJob } from '../src/core/lease/idle-job.ts';
import { defaultVcluster } from '../src/core/versions/distros.ts';
import { leaseRenewer } from '../src/keeper/lease-renewer.ts';
import { renewLeaseUntilEnd } from '../src/keeper/renewal.ts';
import { mapConcurrently } from '../test/e2e/support/map-concurrently.ts';
import { upHost } from '../test/host/host.ts';
import { createRef } from '../test/support/ref.ts';
import { startInterruptibleProxy } from './interruptible-proxy.ts';
import { removeNamespace } from './namespace.ts';
import { printRenewals } from './renewals-report.ts';
import { saveResult } from './result.ts';

export interface RenewalsOptions {
  renewers: number;
  /** In seconds. */
  duration: number;
  outage: number;
  lease: number;
  out: string;
}

const PARALLEL_CREATIONS = 20;

/**
 * Renews many leases on the real host at the same time, as the keepers of as many jobs do, and interrupts the path to
 * its API server in the middle. All leases are in one namespace: the proxy gives each renewer a Job of its own.
 */
export async function benchRenewals(options: RenewalsOptions): Promise<void> {
  const { kubeconfig } = await upHost({ log: { line: (text) => console.error(text) } });
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const kube = kubeOf(config);
  const namespace = `bench-renewals-${process.pid}`;
  await kube.core.createNamespace({ body: { metadata: { name: namespace } } });
  try {
    const result = await measure(config, kube, namespace, options);
    await saveResult(options.out, 'renewals', { ...options, ...printRenewals(result) });
    if (result.lost > 0) process.exitCode = 1;
  } finally {
    await removeNamespace(kubeconfig, namespace);
  }
}

async function measure(
  config: KubeConfig,
  kube: Kube,
  namespace: string,
  { renewers, duration, outage, lease }: RenewalsOptions,
) {
  const start = performance.now();
  // `/17/…/jobs/ephemeral-vcluster` is the lease of renewer 17.
  const rewrite = (path: string) =>
    path.replace(/^\/(\d+)(\/.*)$/, (_, index, rest) => `${rest}-${index}`);
  await using proxy = await startInterruptibleProxy(accessOf(config), start, rewrite);
  const over = new AbortController();
  const uids = new Set<string>();
  const agent = new Agent({ keepAlive: true });
  const renewed: number[] = [];
  const renewOne = async (index: number) => {
    const since = systemClock.monotonic();
    const job = await createIdleJob(kube, jobOf(namespace, index, lease));
    const uid = job.metadata?.uid ?? '';
    uids.add(uid);
    const times = { uid, since, lease: lease * 1_000, ttl: 86_400_000 };
    const server = new URL(`http://127.0.0.1:${proxy.port}/${index}`);
    const access = { server, options: async () => ({ agent }), renew: async () => false };
    const renewal = renewLeaseUntilEnd({
      lease: times,
      renew: leaseRenewer(access, { namespace, lease: times }),
      clock: { ...systemClock, sleep: (time) => systemClock.sleep(time, over.signal) },
      report: ({ failing }) => {
        if (!failing) renewed[index] = secondsSince(start);
      },
    });
    renewal.catch(() => {});
  };
  console.error(`creating ${renewers} leases`);
  await mapConcurrently(
    PARALLEL_CREATIONS,
    Array.from({ length: renewers }, (_, index) => index),
    renewOne,
  );
  // All renewers have renewed at least once before the measurement.
  await delay((lease / 6) * 1_000);
  const from = secondsSince(start);
  const quiet = (duration - outage) / 2;
  console.error(`measuring for ${duration} s, with an outage of ${outage} s in the middle`);
  await delay(quiet * 1_000);
  proxy.interrupt();
  const interruptedAt = secondsSince(start);
  await delay(outage * 1_000);
  proxy.restore();
  const restoredAt = secondsSince(start);
  await delay(quiet * 1_000);
  const to = secondsSince(start);
  const lost = uids.size - (await countLeases(kube, namespace, uids));
  const late = renewed.filter((at) => at < restoredAt).length;
  over.abort();
  agent.destroy();
  return { arrivals: proxy.arrivals, from, interruptedAt, restoredAt, to, lost, late };
}

const secondsSince = (start: number): number => (performance.now() - start) / 1_000;

const jobOf = (namespace: string, index: number, seconds: number) => ({
  name: `${LEASE_NAME}-${index}`,
  namespace,
  ref: createRef({ namespace }),
  seconds,
  annotations: {},
  image: `ghcr.io/loft-sh/vcluster-oss:${defaultVcluster('k8s')}`,
});

/** Leases that have expired are deleted, or about to be. */
async function countLeases({ batch }: Kube, namespace: string, uids: Set<string>): Promise<number> {
  const { items } = await batch.listNamespacedJob({ namespace });
  return items.filter(
    ({ metadata, status }) =>
      uids.has(metadata?.uid ?? '') &&
      !metadata?.deletionTimestamp &&
      !status?.conditions?.some(({ type }) => type === 'Failed' || type === 'FailureTarget'),
  ).length;
}
