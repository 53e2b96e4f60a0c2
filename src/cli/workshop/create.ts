import { Argument, type Command } from 'commander';
import { printable } from '../../core/printable.ts';
import { readWorkshop } from '../../inputs/workshop/read-workshop.ts';
import { createWorkshop, type WorkshopResult } from '../../workshop/create-workshop.ts';
import { writeHandOuts } from '../../workshop/hand-out/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { interruptible } from '../interruption.ts';
import type { CliLog } from '../log.ts';
import { outputOption } from '../options.ts';
import { print } from '../print.ts';
import { subcommand } from '../verb.ts';
import { addWorkshopOptions, flagsOf } from './options.ts';
import { progressOf } from './progress.ts';
import { resultJson } from './result.ts';
import { makeWorkshopRuntime } from './runtime.ts';

/** `workshop create`: exits with 1 if a cluster failed, after all others are finished. */
export function createWorkshopCommand(log: CliLog, exit: (code: ExitCode) => void): Command {
  const command = addWorkshopOptions(
    subcommand(
      'create',
      'create a cluster for each attendee; run it again to continue after an interruption',
      ['workshop.yaml', '--name go --attendees people.csv --quota medium --ttl 8h'],
    ),
  )
    .alsoReporting((verb) => readWorkshop(verb.args[0], flagsOf(verb), process.env))
    .addArgument(new Argument('[file]', 'path of a workshop.yaml; flags override its values'))
    .addOption(outputOption());
  return command.action(async (file: string | undefined, options: { output: string }) => {
    const { workshop, inputs, out } = readWorkshop(file, flagsOf(command), process.env);
    const result = await interruptible(async (signal) => {
      await using workshopRuntime = await makeWorkshopRuntime(inputs, log, signal);
      const { report } = progressOf(workshop.attendees.length, log, log.status);
      try {
        const made = await createWorkshop(
          workshopRuntime.runtime,
          workshop,
          workshopRuntime.runtimeFor,
          report,
        );
        // Also after an interruption, so that attendees whose cluster is ready can start.
        await writeHandOuts(out, made.handOuts, made.failed);
        if (signal.aborted) throw new Error(interruptionText(made));
        return made;
      } finally {
        log.status(undefined);
      }
    });
    const { handOuts, failed, unlisted } = result;
    for (const { cluster, attendee } of unlisted) {
      const who = `${cluster} (${printable(attendee || 'unfinished', 60)})`;
      log.warning(
        `${who} belongs to no attendee on the list and was not changed. To delete it: workshop delete ${workshop.name} ${cluster}`,
      );
    }
    await print(options.output === 'json' ? resultJson(result, out) : '');
    log.info(
      `${handOuts.length} of ${workshop.attendees.length} clusters are ready. The hand-outs are in ${out}`,
    );
    if (failed.length > 0) log.info('Run `workshop create` again to retry the failed clusters.');
    exit(failed.length > 0 ? EXIT.failed : EXIT.ok);
  });
}

const interruptionText = ({ handOuts, untried }: WorkshopResult): string =>
  `${handOuts.length} clusters are ready and remain, ${untried} were not created. Run \`workshop create\` again to continue.`;
