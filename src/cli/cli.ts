import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { InputError } from '../core/errors.ts';
import { apiMessage } from '../core/kube.ts';
import { createCommand } from './create.ts';
import { deleteCommand } from './delete.ts';
import { doctorCommand } from './doctor.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { imagesCommand } from './images.ts';
import { Interruption } from './interruption.ts';
import { keepCommand } from './keep.ts';
import { listCommand } from './list.ts';
import { type CliLog, cliLog } from './log.ts';
import { runCommand } from './run.ts';
import { sweepCommand } from './sweep.ts';
import { versionsCommand } from './versions.ts';

const EXIT_CODES = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} failed, ${EXIT.usage} wrong usage, 128 + n ended by signal n; of run also that of its command, or
${EXIT.runFailed} where there was no cluster to run it in, ${EXIT.notExecutable} where it cannot be executed, ${EXIT.notFound} where there is none such. Data goes to stdout, all else to stderr.`;

const commands = (log: CliLog, exit: (code: ExitCode) => void): Command[] => [
  createCommand(log),
  deleteCommand(log, exit),
  runCommand(log, exit),
  listCommand(),
  sweepCommand(log, exit),
  doctorCommand(log, exit),
  keepCommand(log),
  versionsCommand(),
  imagesCommand(),
];

/** The command line: one verb, its flags, an exit code. Never rejects. */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  const log = cliLog();
  let code: ExitCode = EXIT.ok;
  const program = new Command('ephemeral-vcluster')
    .description('A fresh Kubernetes cluster for every CI job, and gone when the job is.')
    .version(manifest.version)
    .addHelpText('afterAll', EXIT_CODES)
    // The flags after the command of `run` are that command's.
    .enablePositionalOptions()
    .exitOverride();
  const exit = (end: ExitCode) => {
    code = end;
  };
  for (const command of commands(log, exit)) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // commander has printed what is wrong, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    log.error(apiMessage(error));
    if (error instanceof Interruption) return error.exitCode;
    return error instanceof InputError ? EXIT.usage : EXIT.failed;
  }
}
