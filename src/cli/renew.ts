import type { Command } from 'commander';
import { systemClock } from '../core/clock.ts';
import type { Log } from '../core/runtime.ts';
import { loadHostKubeconfig } from '../host-cluster/host-kubeconfig.ts';
import { renewAsSidecar } from '../keeper/renew-as-sidecar.ts';
import { Cancellation } from '../machine/cancellation.ts';
import { stateDirOption, subcommand } from './options.ts';
import { loadState, rememberedNames, type State, stateDir } from './state.ts';

const POLL = 500;

/** `renew`: the sidecar of clusters that are created with `--keeper sidecar`. Hidden from the help: only manifests call it. */
export function renewCommand(log: Log): Command {
  return subcommand(
    'renew',
    'renew the lease of each cluster that `create --until-ttler sidecar` creates, until all are deleted',
  )
    .addOption(stateDirOption())
    .action(async (options: { stateDir?: string }) => {
      using cancellation = new Cancellation();
      const { signal } = cancellation;
      try {
        await renewAll(stateDir(options.stateDir), log, signal);
      } catch (error) {
        // To be stopped is how a sidecar ends.
        if (!signal.aborted) throw error;
      }
    });
}

const ENDS = {
  job: 'the job is over',
  lease: 'its lease is over',
  ttl: 'it has reached its ttl',
};

/** Those that are remembered in `dir`, as they come, at least one, until none is left. */
async function renewAll(dir: string, log: Log, signal: AbortSignal): Promise<void> {
  const kept = new Map<string, Promise<void>>();
  let left = 0;
  do {
    for (const name of rememberedNames(dir).filter((it) => !kept.has(it))) {
      const state = loadState(dir, name);
      if (!state) continue;
      left += 1;
      const end = renewOne(state, log, signal).finally(() => {
        left -= 1;
      });
      // Heard at the end: the others are kept meanwhile.
      end.catch(() => {});
      kept.set(name, end);
    }
    await systemClock.sleep(POLL, signal);
  } while (left > 0 || kept.size === 0);
  await Promise.all(kept.values());
}

async function renewOne(state: State, log: Log, signal: AbortSignal): Promise<void> {
  const { ref, hostKubeconfig, lease } = state;
  const runtime = {
    hostCluster: loadHostKubeconfig(hostKubeconfig),
    clock: systemClock,
    log,
    signal,
  };
  log.info(`${ref.name} is kept no more: ${ENDS[await renewAsSidecar(runtime, ref, lease)]}`);
}
