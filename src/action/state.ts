import type { ClusterIntent, ClusterRef } from '../core/cluster/ref.ts';
import { writeError } from '../core/private-file.ts';
import type { Cleanup, CleanupFailure, Diagnostics } from '../inputs/inputs.ts';

/** All that the clean-up of a cluster needs. It is saved before the first request to the host cluster. */
export type State = Wanted | Usable;

/** State of a cluster that may exist in part. */
export interface Wanted extends Step {
  ref: ClusterIntent;
  expiresAt?: undefined;
}

/** State of a cluster whose creation succeeded. */
export interface Usable extends Step {
  ref: ClusterRef;
  /** The end of the cluster's TTL, in ISO 8601. */
  expiresAt: string;
}

interface Step {
  /** Whether the creation of objects has begun. Without it, nothing can be on the host cluster. */
  begun?: boolean;
  /** A dedicated folder for this cluster, with mode 0700. */
  workDir: string;
  /** Path of a copy of the host kubeconfig with mode 0600, in `workDir`. */
  hostKubeconfig: string;
  /** Path of a kubeconfig that was written outside of `workDir`. */
  kubeconfigPath?: string;
  /** The keeper's process. A step of the job can delete the folder with the keeper's status, and the keeper runs on. */
  keeperPid?: number;
  /** How long the cluster remains after the last renewal of its lease, in milliseconds. */
  lease: number;
  cleanup: Cleanup;
  cleanupFailure: CleanupFailure;
  /** How long the clean-up waits until all objects are gone, in milliseconds. */
  cleanupTimeout: number;
  diagnostics: Diagnostics;
  summary: boolean;
}

/** The values that the runner keeps between the main and the post run of one step. */
export interface StateStore {
  saveState(name: string, value: string): void;
  getState(name: string): string;
}

const CLUSTERS = 'clusters';

/** @throws ClusterError with the path of the runner's file, if that cannot be written. */
export function saveStates(
  store: StateStore,
  states: readonly State[],
  { GITHUB_STATE: file = 'the state of the step' }: NodeJS.ProcessEnv = process.env,
): void {
  try {
    store.saveState(CLUSTERS, JSON.stringify(states));
  } catch (cause) {
    throw writeError(file, cause as Error);
  }
}

/** Returns one state for each cluster; none if the step ended before it saved them. */
export const loadStates = (store: StateStore): State[] =>
  JSON.parse(store.getState(CLUSTERS) || '[]');
