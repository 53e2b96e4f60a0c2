import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { State, Usable } from '../../../src/action/state.ts';
import { newRunnerTemp } from './run-action.ts';

/** The state of a step that created a cluster in a dedicated namespace on the host of `kubeconfig`. */
export function stateOf(kubeconfig: string, changes: Partial<Usable> = {}): Usable {
  const workDir = mkdtempSync(join(newRunnerTemp(), 'ephemeral-vcluster-'));
  const hostKubeconfig = join(workDir, 'host.kubeconfig');
  writeFileSync(hostKubeconfig, kubeconfig, { mode: 0o600 });
  return {
    ref: { name: 'ci-1', namespace: 'vcluster-ci-1', ownNamespace: true, id: 'our-id' },
    begun: true,
    workDir,
    hostKubeconfig,
    expiresAt: '2026-01-01T06:00:00.000Z',
    lease: 300_000,
    cleanup: 'always',
    cleanupFailure: 'warn',
    cleanupTimeout: 1_000,
    diagnostics: 'on-failure',
    summary: true,
    ...changes,
  };
}

/** The state as the runner passes it to the post run. */
export const asSaved = (...states: State[]): Record<string, string> => ({
  clusters: JSON.stringify(states),
});
