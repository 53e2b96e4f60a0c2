import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { InputError } from '../core/errors.ts';
import { createCommand } from './create.ts';
import { deleteCommand } from './delete.ts';
import { doctorCommand } from './doctor.ts';
import { errorText } from './error-text.ts';
import { EXIT, type ExitCode, ExitError } from './exit-code.ts';
import { imagesCommand } from './images.ts';
import { listCommand } from './list.ts';
import { cliLog } from './log.ts';
import { runCommand } from './run.ts';
import { sweepCommand } from './sweep.ts';
import { versionsCommand } from './versions.ts';

const EXIT_CODES = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} failed, ${EXIT.usage} wrong usage, 128 + n ended by signal n.
Data goes to stdout, all else to stderr.`;

/** The command line: one verb, its flags, an exit code. Never rejects. */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  const log = cliLog();
  let code: ExitCode = EXIT.ok;
  const program = new Command('ephemeral-vcluster')
    .description('A fresh Kubernetes cluster for every CI job, and gone when the job is.')
    .version(manifest.version)
    .addHelpText('afterAll', EXIT_CODES)
    // What follows the command of `run` is the command's own.
    .enablePositionalOptions()
    .exitOverride();
  const exit = (end: ExitCode) => {
    code = end;
  };
  const commands = [
    createCommand(log),
    runCommand(log, exit),
    deleteCommand(log, exit),
    listCommand(log),
    sweepCommand(log, exit),
    versionsCommand(),
    imagesCommand(),
    doctorCommand(log, exit),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // commander has printed what is wrong, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    log.error(errorText(error));
    if (error instanceof ExitError) return error.exitCode;
    return error instanceof InputError ? EXIT.usage : EXIT.failed;
  }
}
