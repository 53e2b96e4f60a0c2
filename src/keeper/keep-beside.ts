import type { Host } from '../core/host.ts';
import { hostCredentials } from '../core/host-api/host-credentials.ts';
import { type Kube, kubeOf } from '../core/kube.ts';
import * as labels from '../core/labels.ts';
import { type FoundLease, isLeaseOf, type Lease, readLease } from '../core/lease/lease.ts';
import type { ClusterRef } from '../core/ref.ts';
import { accessFrom } from './access.ts';
import { leaseRenewer } from './lease-renewer.ts';
import { keepLease } from './renewal.ts';
import type { KeeperEnd } from './status.ts';

const POLL = 500;

/**
 * Renews the lease of a cluster that another process makes, from the moment that it takes it, until the lease is over,
 * `ttl` is reached or `signal` aborts. `lease` is in milliseconds.
 */
export async function keepBeside(
  { kubeConfig, clock, log, signal }: Pick<Host, 'kubeConfig' | 'clock' | 'log' | 'signal'>,
  ref: ClusterRef,
  lease: number,
): Promise<KeeperEnd> {
  const kube = kubeOf(kubeConfig);
  let found: FoundLease | undefined;
  while (!found) {
    found = await leaseOf(kube, ref).catch((error: Error) => {
      log.debug(`the lease of ${ref.name} cannot be read: ${error.message}`);
      return undefined;
    });
    if (!found) await clock.sleep(POLL, signal);
  }
  const times = { ...timesOf(found), lease };
  const access = accessFrom(await hostCredentials(kubeConfig));
  return keepLease({
    lease: times,
    renew: leaseRenewer(access, { namespace: ref.namespace, lease: times }),
    clock: { now: clock.now, sleep: (milliseconds) => clock.sleep(milliseconds, signal) },
    report: ({ failing }) => {
      if (failing) log.warning(`the lease of ${ref.name} is not renewed: ${failing.reason}`);
    },
  });
}

async function leaseOf(kube: Kube, ref: ClusterRef): Promise<FoundLease | undefined> {
  const found = await readLease(kube, ref.namespace);
  return found && isLeaseOf(ref, found) ? found : undefined;
}

/** As the one who took it counts: it wrote down both its end and how long that was away. */
function timesOf({ uid, annotations }: FoundLease): Pick<Lease, 'uid' | 'since' | 'ttl'> {
  const ttl = Number(annotations[labels.TTL_SECONDS]) * 1_000;
  return { uid, ttl, since: Date.parse(annotations[labels.EXPIRES_AT] ?? '') - ttl };
}
