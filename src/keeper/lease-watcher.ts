import type { KeeperConfig } from '../core/keeper/config.ts';
import type { HostAccess } from '../core/kube/http/access.ts';
import { assertLeaseExists } from './lease-exists.ts';
import type { Renew } from './renewal.ts';

/**
 * Only checks that the lease still exists, without renewing it: for a tunnel to a cluster whose lease needs no renewal.
 */
export const leaseWatcher =
  (access: HostAccess, config: Pick<KeeperConfig, 'namespace' | 'lease'>): Renew =>
  () =>
    assertLeaseExists(access, config);
