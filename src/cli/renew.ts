import type { Command } from 'commander';
import { systemClock } from '../core/clock.ts';
import type { KeeperEnd } from '../core/keeper/status.ts';
import type { Log } from '../core/runtime.ts';
import { loadHostKubeconfig } from '../host-cluster/host-kubeconfig.ts';
import { renewAsSidecar } from '../keeper/renew-as-sidecar.ts';
import { Cancellation } from '../machine/cancellation.ts';
import { stateDirOption } from './options.ts';
import { loadState, rememberedNames, type State, stateDir } from './state.ts';
import { subcommand } from './verb.ts';

const POLL = 500;

/** `renew`: the program of the sidecar for clusters that are created with `--keeper sidecar`. */
export function renewCommand(log: Log): Command {
  return subcommand(
    'renew',
    'renew the lease of each cluster that `create --keeper sidecar` creates, until all are deleted',
  )
    .addOption(stateDirOption())
    .action(async (options: { stateDir?: string }) => {
      using cancellation = new Cancellation();
      const { signal } = cancellation;
      try {
        await renewAll(stateDir(options.stateDir), log, signal);
      } catch (error) {
        // The kubelet stops a sidecar with a signal. That is its normal end.
        if (!signal.aborted) throw error;
      }
    });
}

const ENDS: Record<KeeperEnd, string> = {
  job: 'the job has ended',
  lease: 'the lease has ended',
  ttl: 'the cluster has reached its ttl',
  stopped: 'another process asked for it',
  changed: 'the host cluster changed the lease so that it would not expire, so it was deleted',
};

/**
 * Renews the leases of all clusters whose state is in `dir`, including those that are added later. Waits for the first
 * cluster, and returns when all have ended.
 */
async function renewAll(dir: string, log: Log, signal: AbortSignal): Promise<void> {
  const renewals = new Map<string, Promise<void>>();
  let running = 0;
  do {
    for (const name of rememberedNames(dir).filter((it) => !renewals.has(it))) {
      const state = loadState(dir, name);
      if (!state) continue;
      running += 1;
      const end = renewOne(state, log, signal).finally(() => {
        running -= 1;
      });
      // Thrown at the end, so that the other leases are renewed until then. This prevents an unhandled rejection.
      end.catch(() => {});
      renewals.set(name, end);
    }
    await systemClock.sleep(POLL, signal);
  } while (running > 0 || renewals.size === 0);
  await Promise.all(renewals.values());
}

async function renewOne(state: State, log: Log, signal: AbortSignal): Promise<void> {
  const { ref, hostKubeconfig, lease } = state;
  const runtime = {
    hostCluster: loadHostKubeconfig(hostKubeconfig),
    clock: systemClock,
    log,
    signal,
  };
  log.info(
    `The lease of ${ref.name} is no longer renewed: ${ENDS[await renewAsSidecar(runtime, ref, lease)]}.`,
  );
}
