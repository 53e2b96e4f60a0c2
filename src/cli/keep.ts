import type { Command } from 'commander';
import { systemClock } from '../core/clock.ts';
import type { Log } from '../core/host.ts';
import { Cancellation } from '../faces/cancellation.ts';
import { loadHostKubeconfig } from '../faces/host-kubeconfig.ts';
import { keepBeside } from '../keeper/keep-beside.ts';
import { stateDirOption, subcommand } from './options.ts';
import { loadState, rememberedNames, type State, stateDir } from './state.ts';

const POLL = 500;

/** `keep`: what a sidecar does for a cluster that was made with `--keeper beside`. */
export function keepCommand(log: Log): Command {
  return subcommand(
    'keep',
    'renew the lease of the cluster that `create --keeper beside` makes, until it is gone',
  )
    .addOption(stateDirOption())
    .action(async (options: { stateDir?: string }) => {
      using cancellation = new Cancellation();
      const { signal } = cancellation;
      try {
        const { ref, hostKubeconfig, lease } = await firstState(stateDir(options.stateDir), signal);
        const host = {
          kubeConfig: loadHostKubeconfig(hostKubeconfig),
          clock: systemClock,
          log,
          signal,
        };
        log.info(`${ref.name} is kept no more: ${ENDS[await keepBeside(host, ref, lease)]}`);
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

async function firstState(dir: string, signal: AbortSignal): Promise<State> {
  for (;;) {
    const [name] = rememberedNames(dir);
    const state = name && loadState(dir, name);
    if (state) return state;
    await systemClock.sleep(POLL, signal);
  }
}
