import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { InputError } from '../core/errors.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { type CliLog, cliLog } from './log.ts';

const EXIT_CODES = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} failed, ${EXIT.usage} wrong usage, 128 + n ended by signal n; of run also that of its command, or
${EXIT.runFailed} where there was no cluster to run it in, ${EXIT.notExecutable} where it cannot be executed, ${EXIT.notFound} where there is none such. Data goes to stdout, all else to stderr.`;

/** Verbs that only a sidecar calls, not a person. The help does not list them. */
const HIDDEN = ['renew'];

export type Verbs = (log: CliLog, exit: (code: ExitCode) => void) => Command[];

/** The command line: one verb, its flags, an exit code. Never rejects. `explain` puts an error into words. */
export async function runCli(
  args: readonly string[],
  verbs: Verbs,
  explain: (error: unknown) => string,
): Promise<ExitCode> {
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
  for (const command of verbs(log, exit)) {
    const hidden = HIDDEN.includes(command.name());
    program.addCommand(inherit(command, program), { hidden });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // commander has printed what is wrong, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    log.error(explain(error));
    if (error instanceof Interruption) return error.exitCode;
    return error instanceof InputError ? EXIT.usage : EXIT.failed;
  }
}

/** The program's settings, for a verb and its own verbs. */
function inherit(command: Command, program: Command): Command {
  for (const verb of command.commands) inherit(verb, program);
  return command.copyInheritedSettings(program);
}
