import type { Command } from 'commander';
import { ClusterError } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { extendWorkshop } from '../../workshop/extend-workshop.ts';
import { writeHandOuts } from '../../workshop/hand-out/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { interruptible } from '../interruption.ts';
import type { CliLog } from '../log.ts';
import {
  addHostOptions,
  durationArgument,
  namespacesOption,
  outputOption,
  subcommand,
} from '../options.ts';
import { resultJson } from './result.ts';
import { apiHostOf, findSeats, meantBy, type SeatOptions, WORKSHOP_ARGUMENT } from './seats.ts';

interface Options extends SeatOptions {
  ttl: number;
  out?: string;
  output: 'text' | 'json';
}

/** `workshop extend`: another end, and new hand-outs, since a credential ends when it was made to. */
export function extendWorkshopCommand(log: CliLog, exit: (code: ExitCode) => void): Command {
  const command = subcommand('extend', 'let the clusters of a workshop live longer, or shorter')
    .argument(...WORKSHOP_ARGUMENT)
    .argument('[who...]', 'clusters or attendees; all unless somebody is named')
    .requiredOption('--ttl <time>', 'how long from now', durationArgument)
    .option('--out <folder>', 'where the hand-outs go. Default is NAME-hand-outs.')
    .addOption(namespacesOption('where it is, for those who may not look everywhere'))
    .addOption(outputOption());
  return addHostOptions(command).action(async (named: string, who: string[], flags: Options) => {
    const { workshop, options } = meantBy(named, flags);
    const { name } = workshop;
    const { out } = options;
    const chosen = await findSeats(name, who, options);
    const all = await findSeats(name, [], options);
    if (all.length === 0) throw new ClusterError(`There is no workshop ${name} on the host.`);
    const meant = new Set(chosen.map(({ cluster }) => cluster));
    const result = await interruptible(async (signal) => {
      const runtime = { ...apiHostOf(options), signal };
      const extension = { workshop: name, seats: all, meant, ttl: options.ttl };
      const made = await extendWorkshop(runtime, extension, ({ cluster, attendee }, until) =>
        log.info(`${cluster} (${printable(attendee, 60)}) lives until ${until.toISOString()}`),
      );
      await writeHandOuts(out, made.handOuts, made.failed);
      return made;
    });
    const { failed } = result;
    for (const { cluster, reason } of failed) log.error(`${cluster} failed: ${reason}`);
    log.info(`New hand-outs are in ${out}: the old ones end when they said.`);
    process.stdout.write(options.output === 'json' ? resultJson(result, out) : '');
    exit(failed.some(({ cluster }) => meant.has(cluster)) ? EXIT.failed : EXIT.ok);
  });
}
