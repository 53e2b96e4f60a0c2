import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { createCommand } from './create.ts';
import { deleteCommand } from './delete.ts';
import { doctorCommand } from './doctor.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { imagesCommand } from './images.ts';
import { listCommand } from './list.ts';
import type { CliLog } from './log.ts';
import { runCommand } from './run.ts';
import { sweepCommand } from './sweep.ts';
import { versionsCommand } from './versions.ts';

const EXIT_CODES = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} failed, ${EXIT.usage} wrong usage, 128 + n ended by signal n.
Data goes to stdout, all else to stderr.`;

/** All commands with their flags. `exit` is told how one ended, where that is not simply well. */
export function cliProgram(log: CliLog, exit: (code: ExitCode) => void): Command {
  const program = new Command('ephemeral-vcluster')
    .description('A fresh Kubernetes cluster for every CI job, and gone when the job is.')
    .version(manifest.version)
    .addHelpText('afterAll', EXIT_CODES)
    // What follows the command of `run` is the command's own.
    .enablePositionalOptions()
    .exitOverride();
  const commands = [
    createCommand(log),
    deleteCommand(log, exit),
    runCommand(log, exit),
    listCommand(log),
    sweepCommand(log, exit),
    versionsCommand(),
    imagesCommand(),
    doctorCommand(log, exit),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  return program;
}
