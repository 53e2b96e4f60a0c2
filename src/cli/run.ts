import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Command } from 'commander';
import type { Cluster } from '../core/cluster.ts';
import { leftoverLine } from '../core/deletion/leftovers.ts';
import { ClusterError, InputError } from '../core/errors.ts';
import type { Log } from '../core/host.ts';
import { apiMessage } from '../core/kube.ts';
import { Cancellation } from '../faces/cancellation.ts';
import { exportedVariables } from '../faces/exported-kubeconfig.ts';
import { addCreation } from './create.ts';
import { type Created, type CreationOptions, create } from './creation.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CliLog } from './log.ts';
import { subcommand } from './options.ts';
import { forget, stateDir } from './state.ts';

/** `run`: ends as the command that it runs does. */
export function runCommand(log: CliLog, exit: (code: ExitCode) => void): Command {
  const command = addCreation(
    subcommand('run', 'make a cluster, run a command with KUBECONFIG set, and delete the cluster'),
  )
    .argument('<command>')
    .argument('[args...]')
    .passThroughOptions();
  return command.action(async (program: string, args: string[], options: CreationOptions) => {
    const created = await make(command, options, log).catch((error) => {
      if (error instanceof InputError) throw error;
      log.error(apiMessage(error));
    });
    if (!created) return exit(EXIT.runFailed);
    const { cluster, outputs } = created;
    try {
      exit(await execute(program, args, outputs.kubeconfig ?? '', log));
    } finally {
      await remove(cluster, log);
      await forget(stateDir(options.stateDir), cluster.name);
    }
  });
}

async function make(command: Command, options: CreationOptions, log: Log): Promise<Created> {
  using cancellation = new Cancellation();
  const own = { ...options, jobPid: options.jobPid ?? process.pid };
  return await create(command, own, log, cancellation.signal);
}

/** Passed on to the command; the cluster is deleted when that has ended. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function execute(
  program: string,
  args: string[],
  kubeconfig: string,
  log: CliLog,
): Promise<ExitCode> {
  const env = { ...process.env, ...Object.fromEntries(exportedVariables(kubeconfig, process.env)) };
  const child = spawn(program, args, { stdio: 'inherit', env });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal ? 128 + constants.signals[signal] : (code ?? EXIT.failed);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    log.error(`${program} could not be run: ${message}`);
    return code === 'ENOENT' ? EXIT.notFound : EXIT.notExecutable;
  } finally {
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}

async function remove(cluster: Cluster, log: Log): Promise<void> {
  const { state, detail, leftovers } = await log.group(`Delete ${cluster.name}`, () =>
    cluster.delete(),
  );
  for (const leftover of leftovers) log.warning(leftoverLine(leftover));
  if (state === 'deleting') log.warning(`${detail}; the host goes on without us`);
  if (state === 'absent') log.warning(`${cluster.name} was gone before the command had ended`);
  if (state === 'foreign') throw new ClusterError(detail);
}
