import type { SavedCluster } from '../faces/saved-cluster.ts';
import type { Cleanup, CleanupFailure, Diagnostics } from './inputs.ts';

/** What the post half needs besides. */
export interface State extends SavedCluster {
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

const CLUSTER = 'cluster';

export const saveState = (store: StateStore, state: State): void =>
  store.saveState(CLUSTER, JSON.stringify(state));

/** Undefined where the step ended before it decided on a cluster. */
export function loadState(store: StateStore): State | undefined {
  const text = store.getState(CLUSTER);
  return text ? (JSON.parse(text) as State) : undefined;
}
