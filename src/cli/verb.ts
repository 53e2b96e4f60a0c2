import { type Argument, Command, InvalidArgumentError, type Option } from 'commander';
import { InputError, type InputProblem } from '../core/errors.ts';
import { unknownName } from '../inputs/unknown-name.ts';

/** commander reports these because it takes the value of an unknown flag for an argument. */
const FOLLOWS_UNKNOWN = ['commander.missingArgument', 'commander.excessArguments'];

type ParseArg = NonNullable<Option['parseArg']>;

/**
 * A verb of the command line. commander ends at the first wrong flag; this reports all of them at once, as one
 * `InputError`, in place of the action.
 */
export class Verb extends Command {
  readonly #problems: InputProblem[] = [];
  #hasUnknown = false;
  #read: (verb: this) => unknown = () => {};

  /** Also reports the problems that `read` throws, if the flags have others: the action, which reads them, does not run then. */
  alsoReporting(read: (verb: this) => unknown): this {
    this.#read = read;
    return this;
  }

  override createCommand(name?: string): Verb {
    return new Verb(name);
  }

  override addOption(option: Option): this {
    if (option.parseArg) option.argParser(this.#keeping(`--${option.name()}`, option.parseArg));
    return super.addOption(option);
  }

  override addArgument(argument: Argument): this {
    if (argument.parseArg) argument.argParser(this.#keeping(argument.name(), argument.parseArg));
    return super.addArgument(argument);
  }

  override action(run: Parameters<Command['action']>[0]): this {
    return super.action((...args) => {
      this.#report();
      return run.apply(this, args);
    });
  }

  /** Keeps what commander reports. A command that only has subcommands has no action that would report it. */
  override error(message: string, options?: Parameters<Command['error']>[1]): never {
    if (this.commands.length > 0) return super.error(message, options);
    if (!this.#hasUnknown || !FOLLOWS_UNKNOWN.includes(options?.code ?? '')) {
      this.#problems.push({ input: '', allowed: '', message: message.replace(/^error: /, '') });
    }
    return undefined as never;
  }

  override parseOptions(args: string[]): ReturnType<Command['parseOptions']> {
    const parsed = super.parseOptions(args);
    if (this.commands.length > 0) return parsed;
    const [first, ...others] = parsed.unknown;
    const isHelp = parsed.unknown.some((arg) => arg === '-h' || arg === '--help');
    if (first === undefined || isHelp) return parsed;
    this.#hasUnknown = true;
    const flags = this.createHelp().visibleOptions(this);
    const names = flags.flatMap(({ long }) => long ?? []);
    for (const flag of [first, ...others.slice(0, endOf(others))].filter(isFlag)) {
      this.#problems.push(unknownName('flag', flag.replace(/=.*/, ''), names));
    }
    return { operands: parsed.operands, unknown: [] };
  }

  #keeping(name: string, parse: ParseArg): ParseArg {
    return (value, previous) => {
      // The flag is the last word, which commander reports itself.
      if (value === undefined) return previous;
      try {
        return parse(value, previous);
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        this.#problems.push({ input: name, given: value, allowed: allowedBy(error) });
        return previous;
      }
    };
  }

  #report(): void {
    if (this.#problems.length === 0) return;
    // A flag with a problem has no value, which would be a second problem.
    const known = new Set(this.#problems.map(({ input }) => input));
    const others = problemsOf(() => this.#read(this)).filter(
      ({ input }) => !known.has(`--${input}`),
    );
    throw new InputError([...this.#problems, ...others]);
  }
}

const isFlag = (arg: string): boolean => /^--?[a-z]/i.test(arg);

/** What follows `--` is not a flag. */
const endOf = (args: string[]): number => (args.includes('--') ? args.indexOf('--') : args.length);

/** The end of the sentence "… must be …". */
const allowedBy = ({ message }: InvalidArgumentError): string =>
  message
    .replace(/^It must be /, '')
    .replace(/^Allowed choices are /, 'one of ')
    .replace(/\.$/, '');

function problemsOf(read: () => unknown): readonly InputProblem[] {
  try {
    read();
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

/** Creates a verb of the command line. `examples` are the arguments of calls, for its help. */
export function subcommand(
  name: string,
  description: string,
  examples: readonly string[] = [],
): Verb {
  const verb = new Verb(name).description(description);
  const lines = () =>
    ['', 'Examples:', ...examples.map((it) => `  ${callOf(verb)} ${it}`.trimEnd())].join('\n');
  return examples.length > 0 ? verb.addHelpText('after', lines) : verb;
}

/** The words that call a verb: `ephemeral-vcluster workshop create`. */
const callOf = (command: Command): string =>
  [command.parent ? callOf(command.parent) : '', command.name()].filter(Boolean).join(' ');
