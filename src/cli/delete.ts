import { Command, Option } from 'commander';
import { leftoverLine } from '../core/deletion/leftovers.ts';
import { type Deleted, type DeletionOptions, deleteByName } from './delete-by-name.ts';
import { errorText } from './error-text.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { json } from './json.ts';
import type { CliLog } from './log.ts';
import {
  addHostOptions,
  durationArgument,
  type HostOptions,
  hostOf,
  nameArgument,
  outputOption,
  stateDirOption,
} from './options.ts';

interface Options extends HostOptions, Omit<DeletionOptions, 'host'> {
  output: string;
}

/** What became of a cluster; `failed`: the host could not be asked, or did not do it. */
type Outcome = Deleted | { name: string; state: 'failed'; detail: string };

const FINE: Outcome['state'][] = ['deleted', 'absent'];

/** `delete`: what became of each cluster on stdout; ends with 1 where one of them is not gone. */
export function deleteCommand(log: CliLog, exit: (code: ExitCode) => void): Command {
  const command = new Command('delete')
    .description('delete clusters, by what create remembers of them, else by what the host has')
    .argument('<names...>', 'names of clusters', nameArgument)
    .option('--namespace <name>', 'namespace of the host that they are in')
    .addOption(
      new Option('--cleanup-timeout <time>', 'how long a deletion is watched')
        .argParser(durationArgument)
        .default(60_000, '60s'),
    )
    .addOption(stateDirOption())
    .addOption(outputOption('text', 'json'));
  return addHostOptions(command).action(async (names: string[], options: Options) => {
    const deletions = () => [...new Set(names)].map((name) => tryDelete(name, options, log));
    const outcomes = await log.group(`Delete ${names.join(', ')}`, () => Promise.all(deletions()));
    for (const outcome of outcomes) report(outcome, log);
    process.stdout.write(options.output === 'json' ? json(outcomes) : asText(outcomes));
    exit(outcomes.every(({ state }) => FINE.includes(state)) ? EXIT.ok : EXIT.failed);
  });
}

/** The failure of one leaves the others alone. */
async function tryDelete(name: string, options: Options, log: CliLog): Promise<Outcome> {
  try {
    return await deleteByName(name, { ...options, host: () => hostOf(options) }, log);
  } catch (error) {
    return { name, state: 'failed', detail: errorText(error) };
  }
}

function report(outcome: Outcome, log: CliLog): void {
  const { state, detail } = outcome;
  (FINE.includes(state) ? log.info : log.error)(detail);
  if ('leftovers' in outcome) for (const it of outcome.leftovers) log.warning(leftoverLine(it));
  if (state === 'deleting') log.info('The host goes on. To look again, delete it again.');
}

const asText = (outcomes: Outcome[]): string =>
  outcomes
    .filter(({ state }) => state === 'deleted')
    .map(({ name }) => `deleted: ${name}\n`)
    .join('');
