import tab from '@bomb.sh/tab/commander';
import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { InputError } from '../core/errors.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { inFlags } from './in-flags.ts';
import { Interruption } from './interruption.ts';
import { type CliLog, cliLog } from './log.ts';
import { ReaderGone } from './print.ts';

const EXIT_CODES = `
Exit codes: ${EXIT.ok} success, ${EXIT.failed} failure, ${EXIT.usage} wrong usage, 128 + n ended by signal n. run also returns the exit code of its command, or
${EXIT.runFailed} if the cluster could not be created, ${EXIT.notExecutable} if the command is not executable, ${EXIT.notFound} if it is not found. Data goes to stdout, everything else to stderr.`;

/** Verbs that only a sidecar calls, not a person. The help does not list them. */
const HIDDEN = ['renew'];

export type Verbs = (log: CliLog, exit: (code: ExitCode) => void) => Command[];

/** Runs one command line and returns its exit code. Never rejects. `explain` returns the message for an error. */
export async function runCli(
  args: readonly string[],
  verbs: Verbs,
  explain: (error: unknown) => string,
): Promise<ExitCode> {
  const log = cliLog();
  let code: ExitCode = EXIT.ok;
  const program = new Command('ephemeral-vcluster')
    .description(
      'Creates a fresh Kubernetes cluster for every CI job, and deletes it when the job ends.',
    )
    .version(manifest.version, '-v, --version')
    .addHelpText('afterAll', EXIT_CODES)
    // Flags after the command of `run` belong to that command.
    .enablePositionalOptions()
    .exitOverride();
  const exit = (end: ExitCode) => {
    code = end;
  };
  for (const command of verbs(log, exit)) {
    const hidden = HIDDEN.includes(command.name());
    program.addCommand(inherit(command, program), { hidden });
  }
  tab(program, { completionCommandName: 'completion' });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // commander has already printed the usage error or the requested help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof ReaderGone) return error.exitCode;
    log.error(inFlags(error, explain, args[0]));
    if (error instanceof Interruption) return error.exitCode;
    return error instanceof InputError ? EXIT.usage : EXIT.failed;
  }
}

/** Copies the settings of the program to a verb and its subcommands. */
function inherit(command: Command, program: Command): Command {
  for (const verb of command.commands) inherit(verb, program);
  return command.copyInheritedSettings(program);
}
