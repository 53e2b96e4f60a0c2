import type { Command } from 'commander';
import { ClusterError } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { extendWorkshop } from '../../workshop/extend-workshop.ts';
import { writeHandOuts } from '../../workshop/hand-out/index.ts';
import { ttlOption } from '../duration-argument.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { interruptible } from '../interruption.ts';
import type { CliLog } from '../log.ts';
import {
  addHostOptions,
  NAMESPACE_OF_CLUSTER,
  namespacesOption,
  outputOption,
} from '../options.ts';
import { print } from '../print.ts';
import { subcommand } from '../verb.ts';
import { resultJson } from './result.ts';
import { apiHostOf, findSeats, meantBy, type SeatOptions, WORKSHOP_ARGUMENT } from './seats.ts';

interface Options extends SeatOptions {
  ttl: number;
  out?: string;
  output: 'text' | 'json';
}

/** `workshop extend`: changes the expiry, and writes new hand-outs, because a credential cannot be extended. */
export function extendWorkshopCommand(log: CliLog, exit: (code: ExitCode) => void): Command {
  const command = subcommand(
    'extend',
    'change the expiry of the clusters of a workshop, to a later or an earlier time',
    ['go --ttl 3h', 'go go-03 --ttl 30m'],
  )
    .argument(...WORKSHOP_ARGUMENT)
    .argument('[who...]', 'names of clusters or attendees (default: all)')
    .addOption(ttlOption('lifetime of the clusters, counted from now'))
    .option('--out <folder>', 'folder for the hand-outs (default: NAME-hand-outs)')
    .addOption(namespacesOption(NAMESPACE_OF_CLUSTER))
    .addOption(outputOption());
  return addHostOptions(command).action(async (named: string, who: string[], flags: Options) => {
    const { workshop, options } = meantBy(named, flags);
    const { name } = workshop;
    const { out } = options;
    const chosen = await findSeats(name, who, options);
    const all = await findSeats(name, [], options);
    if (all.length === 0)
      throw new ClusterError(`Workshop ${name} does not exist on the host cluster.`);
    const selected = new Set(chosen.map(({ cluster }) => cluster));
    const result = await interruptible(async (signal) => {
      const runtime = { ...apiHostOf(options), signal };
      const extension = { workshop: name, seats: all, selected, ttl: options.ttl };
      const made = await extendWorkshop(runtime, extension, ({ cluster, attendee }, until) =>
        log.info(`${cluster} (${printable(attendee, 60)}) now expires at ${until.toISOString()}`),
      );
      await writeHandOuts(out, made.handOuts, made.failed);
      return made;
    });
    const { failed } = result;
    for (const { cluster, reason } of failed) log.error(`${cluster} failed: ${reason}`);
    log.info(
      `The new hand-outs are in ${out}. The credentials in the old ones still expire at their former time.`,
    );
    await print(options.output === 'json' ? resultJson(result, out) : '');
    exit(failed.some(({ cluster }) => selected.has(cluster)) ? EXIT.failed : EXIT.ok);
  });
}
