import type { Command } from 'commander';
import type { Cluster } from '../core/create/cluster.ts';
import { endOrWarn, logResult } from '../core/deletion/end-cluster.ts';
import { InputError } from '../core/errors.ts';
import { apiMessage } from '../core/kube/clients.ts';
import type { Log } from '../core/runtime.ts';
import { Cancellation } from '../machine/cancellation.ts';
import { exportedVariables } from '../outputs/exported-kubeconfig.ts';
import { assertRunnable, CannotRun, runChild } from './child.ts';
import { addCreation } from './create.ts';
import { durationArgument } from './duration-argument.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { inFlags } from './in-flags.ts';
import { addDurations } from './inputs.ts';
import { Interruption, interruptible } from './interruption.ts';
import type { CliLog } from './log.ts';
import { type Created, type CreationOptions, create, forgetAndRelease } from './make-clusters.ts';
import { stateDir } from './state.ts';
import { subcommand } from './verb.ts';

interface Options extends CreationOptions {
  cleanupTimeout?: string;
}

/** `run`: returns the exit code of the command that it runs. */
export function runCommand(log: CliLog, exit: (code: ExitCode) => void): Command {
  const command = addCreation(
    subcommand(
      'run',
      'create a cluster, run a command with KUBECONFIG set, and delete the cluster',
      ['-- npm test', "--kubernetes-version 1.36 -- sh -c 'kubectl apply -f crds && npm test'"],
    ),
  )
    .argument('<command>', 'program to run')
    .argument('[args...]', 'arguments of the program')
    .passThroughOptions();
  addDurations(command, ['cleanup-timeout']);
  return command.action(async (program: string, args: string[], options: Options) => {
    const verifyFor = durationArgument(options.cleanupTimeout || '60s');
    try {
      assertRunnable(program, process.env);
      const { clusters, outputs } = await make(command, options, log);
      try {
        exit(await runChild(program, args, environment(outputs.kubeconfig)));
      } finally {
        const dir = stateDir(options.stateDir);
        await Promise.all(clusters.map((cluster) => remove(cluster, dir, verifyFor, log)));
      }
    } catch (error) {
      if (error instanceof InputError || error instanceof Interruption) throw error;
      log.error(inFlags(error, apiMessage, 'run'));
      exit(error instanceof CannotRun ? error.exitCode : EXIT.runFailed);
    }
  });
}

function make(command: Command, options: CreationOptions, log: Log): Promise<Created> {
  const own = { ...options, jobPid: options.jobPid ?? process.pid };
  return interruptible((signal) => create(command, own, log, signal));
}

const environment = (kubeconfig = ''): NodeJS.ProcessEnv => ({
  ...process.env,
  ...Object.fromEntries(exportedVariables(kubeconfig, process.env)),
});

/** Deletes the cluster. Logs errors as warnings, because they must not change the exit code of the command. */
async function remove(cluster: Cluster, dir: string, verifyFor: number, log: Log): Promise<void> {
  // After a signal, the running deletion continues for up to 4 seconds.
  using _ = new Cancellation();
  const result = await endOrWarn(log, cluster, () => cluster.delete({ verifyFor }));
  if (result) logResult(log, result);
  await forgetAndRelease(dir, cluster.name, log);
}
