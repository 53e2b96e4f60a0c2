import type { ClusterIntent, ClusterRef } from '../core/cluster/ref.ts';
import type { Cleanup, CleanupFailure, Diagnostics } from '../inputs/inputs.ts';

/** All that the clean-up of a cluster needs, with nothing else at hand: written down before the first call to the host. */
export type State = Wanted | Usable;

/** Of a cluster that was decided on, and may exist in part. */
export interface Wanted extends Step {
  ref: ClusterIntent;
  expiresAt?: undefined;
}

/** Of a cluster that was handed to the job. */
export interface Usable extends Step {
  ref: ClusterRef;
  /** When the cluster is gone whatever happens, in ISO 8601. */
  expiresAt: string;
}

interface Step {
  /** A 0700 folder of this cluster alone. */
  workDir: string;
  /** Our own 0600 copy of the host's credentials, in `workDir`. */
  hostKubeconfig: string;
  /** A kubeconfig that was written outside of `workDir`. */
  kubeconfigPath?: string;
  cleanup: Cleanup;
  cleanupFailure: CleanupFailure;
  /** How long the clean-up verifies that all is gone, in milliseconds. */
  cleanupTimeout: number;
  diagnostics: Diagnostics;
  summary: boolean;
}

/** What the runner keeps between the main and the post half of one step. */
export interface StateStore {
  saveState(name: string, value: string): void;
  getState(name: string): string;
}

const CLUSTERS = 'clusters';

export const saveStates = (store: StateStore, states: readonly State[]): void =>
  store.saveState(CLUSTERS, JSON.stringify(states));

/** Of each cluster; none where the step ended before it decided on any. */
export const loadStates = (store: StateStore): State[] =>
  JSON.parse(store.getState(CLUSTERS) || '[]');
