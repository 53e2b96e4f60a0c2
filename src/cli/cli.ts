import { Command, CommanderError } from 'commander';
import { InputError } from '../core/errors.ts';
import { apiMessage } from '../core/kube.ts';
import { doctorCommand } from './doctor.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { cliLog } from './log.ts';
import { sweepCommand } from './sweep.ts';

const EXIT_CODES = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} failed, ${EXIT.usage} wrong usage. Data goes to stdout, all else to stderr.`;

/** The command line: one verb, its flags, an exit code. Never rejects. */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  const log = cliLog();
  let code: ExitCode = EXIT.ok;
  const program = new Command('ephemeral-vcluster')
    .description('A fresh Kubernetes cluster for every CI job, and gone when the job is.')
    .addHelpText('afterAll', EXIT_CODES)
    .exitOverride();
  const exit = (end: ExitCode) => {
    code = end;
  };
  for (const command of [sweepCommand(log, exit), doctorCommand(log, exit)]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // commander has printed what is wrong, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    log.error(apiMessage(error));
    return error instanceof InputError ? EXIT.usage : EXIT.failed;
  }
}
