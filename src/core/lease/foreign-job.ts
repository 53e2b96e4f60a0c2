import * as labels from '../cluster/labels.ts';
import { LEASE_NAME } from './deadline.ts';
import type { FoundLease } from './lease.ts';

/** Whether somebody else created the Job that has the name of a lease. It never becomes free by waiting. */
export const isForeign = ({ job: { metadata } }: Pick<FoundLease, 'job'>): boolean =>
  metadata?.labels?.[labels.MANAGED_BY] !== labels.MANAGER;

export const describeForeignJob = (namespace: string): string =>
  `Namespace ${namespace} contains a Job named ${LEASE_NAME}, which was not created by ephemeral-vcluster and stays untouched. Each virtual cluster needs that name for its lease.`;

export const FOREIGN_HINT =
  'Delete or rename that Job, use another `namespace`, or omit `namespace` to get a dedicated one.';
