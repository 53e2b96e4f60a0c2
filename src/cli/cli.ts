import { CommanderError } from 'commander';
import { InputError } from '../core/errors.ts';
import { errorText } from './error-text.ts';
import { EXIT, type ExitCode, ExitError } from './exit-code.ts';
import { cliLog } from './log.ts';
import { cliProgram } from './program.ts';

/** The command line: one verb, its flags, an exit code. Never rejects. */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  const log = cliLog();
  let code: ExitCode = EXIT.ok;
  const program = cliProgram(log, (end) => {
    code = end;
  });
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
