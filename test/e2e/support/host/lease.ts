import { systemClock } from '../../../../src/core/clock.ts';
import type { ClusterRef } from '../../../../src/core/cluster/ref.ts';
import type { Kube } from '../../../../src/core/kube/clients.ts';
import { type Lease, type LeaseTimes, takeLease } from '../../../../src/core/lease/lease.ts';

/** Takes the lease of a cluster that a test does not create any further. Its image is never pulled. */
export const takeLeaseOf = (
  kube: Kube,
  ref: ClusterRef,
  times: LeaseTimes,
): Promise<Lease | undefined> =>
  takeLease(
    kube,
    ref,
    times,
    { annotations: {}, image: 'registry.example/vcluster:1' },
    systemClock,
  );
