import { resolve } from 'node:path';
import type { Command } from 'commander';
import { extendCluster } from '../../core/lease/extend.ts';
import { type HandOut, writeHandOuts } from '../../workshop/hand-out/index.ts';
import { renewHandOut } from '../../workshop/renew-hand-out.ts';
import { interruptible } from '../interruption.ts';
import type { CliLog } from '../log.ts';
import { addHostOptions, durationArgument, namespacesOption, subcommand } from '../options.ts';
import { apiHostOf, findSeats, type SeatOptions } from './seats.ts';

interface Options extends SeatOptions {
  ttl: number;
  out?: string;
}

/** `workshop extend`: a later end, and new hand-outs, since a credential ends when it was made to. */
export function extendWorkshopCommand(log: CliLog): Command {
  const command = subcommand('extend', 'let the clusters of a workshop live longer, or shorter')
    .argument('<name>', 'of the workshop')
    .argument('[who...]', 'clusters or attendees; all unless somebody is named')
    .requiredOption('--ttl <time>', 'how long from now', durationArgument)
    .option('--out <folder>', 'where the hand-outs go. Default is NAME-hand-outs.')
    .addOption(namespacesOption('where it is, for those who may not look everywhere'));
  return addHostOptions(command).action(async (name: string, who: string[], options: Options) => {
    const out = resolve(options.out ?? `${name}-hand-outs`);
    const chosen = await findSeats(name, who, options);
    const all = await findSeats(name, [], options);
    await interruptible(async (signal) => {
      const host = { ...apiHostOf(options), log, signal };
      const handOuts: HandOut[] = [];
      for (const seat of all.filter(({ server }) => server)) {
        const isMeant = chosen.some(({ cluster }) => cluster === seat.cluster);
        const expiresAt = isMeant
          ? await extendCluster(host, seat.ref, options.ttl)
          : seat.expiresAt;
        // Of the others, too, since the organiser's page has all.
        handOuts.push(await renewHandOut(host, name, { ...seat, expiresAt }));
        if (isMeant) log.info(`${seat.cluster} lives until ${expiresAt?.toISOString()}`);
      }
      await writeHandOuts(out, handOuts, []);
      log.info(`New hand-outs are in ${out}: the old ones end when they said.`);
    });
  });
}
