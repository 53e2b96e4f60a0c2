import { Command } from 'commander';
import { leftoverLine } from '../core/deletion/leftovers.ts';
import { InputError } from '../core/errors.ts';
import { type CreationInputs, readCreationInputs } from '../faces/creation-inputs.ts';
import { exportedVariables } from '../faces/exported-kubeconfig.ts';
import { removeSaved, type SavedCluster } from '../faces/saved-cluster.ts';
import { assertRunnable, runChild } from './child.ts';
import { type Created, createAndSave, randomName } from './create-cluster.ts';
import { addCreationOptions, rawInput } from './creation-options.ts';
import { deleteRemembered } from './delete-by-name.ts';
import { errorText } from './error-text.ts';
import { type ExitCode, ExitError, RUN_EXIT } from './exit-code.ts';
import { awaitInterruption } from './interruption.ts';
import type { CliLog } from './log.ts';
import { addHostOptions, stateDirOption } from './options.ts';

const EXIT_CODES = `
Exit code: the command's own; else ${RUN_EXIT.failed} no cluster, ${RUN_EXIT.notExecutable} the command is not executable, ${RUN_EXIT.notFound} it is not found.`;

/** `run`: a cluster for the time of one command. */
export function runCommand(log: CliLog, exit: (code: ExitCode) => void): Command {
  const command = new Command('run')
    .description('make a cluster, run a command with its KUBECONFIG, delete the cluster')
    .usage('[options] -- command [args...]')
    .argument('<command>')
    .argument('[args...]')
    .passThroughOptions()
    .addOption(stateDirOption())
    .addHelpText('after', EXIT_CODES);
  return addHostOptions(addCreationOptions(command)).action(
    async (program: string, args: string[], { stateDir }: { stateDir: string }) => {
      const raw = rawInput(command);
      raw.name ||= randomName();
      const inputs = readCreationInputs({}, raw, process.env);
      assertRunnable(program, process.env);
      const { outputs, saved } = await create(inputs, stateDir, log);
      try {
        const variables = Object.fromEntries(exportedVariables(outputs.kubeconfig, process.env));
        exit(await runChild(program, args, { ...process.env, ...variables }));
      } finally {
        await remove(saved, inputs, log);
      }
    },
  );
}

async function create(inputs: CreationInputs, stateDir: string, log: CliLog): Promise<Created> {
  try {
    return await createAndSave({ inputs, stateDir, jobPid: process.pid }, log);
  } catch (error) {
    if (error instanceof InputError || error instanceof ExitError) throw error;
    throw new ExitError(errorText(error), RUN_EXIT.failed);
  }
}

/** What goes wrong here is said, and changes nothing about how the command ended. */
async function remove(
  saved: SavedCluster,
  { cleanupTimeout }: CreationInputs,
  log: CliLog,
): Promise<void> {
  using _ = awaitInterruption();
  const { name } = saved.ref;
  try {
    const { state, detail, leftovers } = await log.group(`Delete ${name}`, () =>
      deleteRemembered(saved, cleanupTimeout, log),
    );
    (state === 'deleted' ? log.info : log.warning)(detail);
    for (const leftover of leftovers) log.warning(leftoverLine(leftover));
    await removeSaved(saved);
  } catch (error) {
    log.warning(
      `${name} could not be deleted: ${errorText(error)}. The host does it when the lease ends; to do it now: ephemeral-vcluster delete ${name}`,
    );
  }
}
