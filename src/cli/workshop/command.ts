import type { Command } from 'commander';
import type { ExitCode } from '../exit-code.ts';
import type { CliLog } from '../log.ts';
import { subcommand } from '../verb.ts';
import { createWorkshopCommand } from './create.ts';
import { deleteWorkshopCommand } from './delete.ts';
import { extendWorkshopCommand } from './extend.ts';
import { renderCommand } from './render.ts';
import { statusCommand } from './status.ts';

/** `workshop`: creates and manages one cluster for each attendee of a workshop. */
export function workshopCommand(log: CliLog, exit: (code: ExitCode) => void): Command {
  const command = subcommand(
    'workshop',
    'create and manage one cluster for each attendee of a workshop',
  );
  for (const verb of [
    createWorkshopCommand(log, exit),
    statusCommand(),
    extendWorkshopCommand(log, exit),
    deleteWorkshopCommand(log, exit),
    renderCommand(log),
  ]) {
    // `runCli` copies the settings of the program to these verbs later.
    command.addCommand(verb);
  }
  return command;
}
