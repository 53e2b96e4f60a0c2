import type { E2eHost } from '../../support/host/e2e-host.ts';

/** What the product does on a difficult machine. `run` throws if that is wrong. */
export interface MachineCase {
  name: string;
  run(host: E2eHost): Promise<void>;
}

export const LEASE_SECONDS = 30;
/** Longer than a lease: without a renewal, the cluster would be gone. */
export const HELD_MILLISECONDS = 1.5 * LEASE_SECONDS * 1_000;
