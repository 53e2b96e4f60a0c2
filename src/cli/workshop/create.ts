import { Argument, type Command } from 'commander';
import { printable } from '../../core/printable.ts';
import { readWorkshop } from '../../inputs/workshop/read-workshop.ts';
import { createWorkshop, type WorkshopResult } from '../../workshop/create-workshop.ts';
import { writeHandOuts } from '../../workshop/hand-out/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { interruptible } from '../interruption.ts';
import type { CliLog } from '../log.ts';
import { outputOption, subcommand } from '../options.ts';
import { addWorkshopOptions, flagsOf } from './options.ts';
import { progressOf } from './progress.ts';
import { resultJson } from './result.ts';
import { makeWorkshopRuntime } from './runtime.ts';

/** `workshop create`: ends with 1 where a seat could not be made, after all others were. */
export function createWorkshopCommand(log: CliLog, exit: (code: ExitCode) => void): Command {
  const command = addWorkshopOptions(
    subcommand('create', 'make a cluster for each attendee; again, to go on after an interruption'),
  )
    .addArgument(new Argument('[file]', 'a workshop.yaml; flags count more'))
    .addOption(outputOption());
  return command.action(async (file: string | undefined, options: { output: string }) => {
    const { workshop, inputs, out } = readWorkshop(file, flagsOf(command), process.env);
    const result = await interruptible(async (signal) => {
      await using world = await makeWorkshopRuntime(inputs, log, signal);
      const { report } = progressOf(workshop.attendees.length, log, log.status);
      try {
        const made = await createWorkshop(world.runtime, workshop, world.runtimeFor, report);
        // Also when interrupted: who is ready can begin.
        await writeHandOuts(out, made.handOuts, made.failed);
        if (signal.aborted) throw new Error(goOn(made));
        return made;
      } finally {
        log.status(undefined);
      }
    });
    const { handOuts, failed, unlisted } = result;
    for (const { cluster, attendee } of unlisted) {
      const who = `${cluster} (${printable(attendee || 'unfinished', 60)})`;
      log.warning(
        `${who} is of nobody on the list, and stays: workshop delete ${workshop.name} ${cluster}`,
      );
    }
    process.stdout.write(options.output === 'json' ? resultJson(result, out) : '');
    log.info(
      `${handOuts.length} of ${workshop.attendees.length} are ready; hand-outs are in ${out}`,
    );
    if (failed.length > 0) log.info('Create it again to try those that failed.');
    exit(failed.length > 0 ? EXIT.failed : EXIT.ok);
  });
}

const goOn = ({ handOuts, untried }: WorkshopResult): string =>
  `${handOuts.length} are ready and stay, ${untried} were not made; create it again to go on`;
