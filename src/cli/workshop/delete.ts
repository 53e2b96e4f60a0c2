import type { Command } from 'commander';
import { type DeleteResult, deleteCluster } from '../../core/deletion/delete.ts';
import { leftoverLine } from '../../core/deletion/leftovers.ts';
import { errorParts } from '../../core/errors.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { removeAllHandOuts, removeHandOuts } from '../../workshop/hand-out/index.ts';
import type { SeatOnHost } from '../../workshop/seats-on-host.ts';
import { durationArgument } from '../duration-argument.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { addDurations } from '../inputs.ts';
import type { CliLog } from '../log.ts';
import {
  addHostOptions,
  NAMESPACE_OF_CLUSTER,
  namespacesOption,
  outputOption,
} from '../options.ts';
import { print } from '../print.ts';
import { subcommand } from '../verb.ts';
import { apiHostOf, findSeats, meantBy, type SeatOptions, WORKSHOP_ARGUMENT } from './seats.ts';

interface Options extends SeatOptions {
  cleanupTimeout?: string;
  out?: string;
  output: 'text' | 'json';
}

const PARALLEL = 8;

type Deleted = DeleteResult & { cluster: string };

/** `workshop delete`: exits with 1 if objects remain. */
export function deleteWorkshopCommand(log: CliLog, exit: (code: ExitCode) => void): Command {
  const command = subcommand('delete', 'delete the clusters of a workshop and their hand-outs', [
    'go',
    'workshop.yaml go-03',
  ])
    .argument(...WORKSHOP_ARGUMENT)
    .argument('[who...]', 'names of clusters or attendees (default: all)')
    .option('--out <folder>', 'folder of the hand-outs (default: NAME-hand-outs)')
    .addOption(namespacesOption(NAMESPACE_OF_CLUSTER))
    .addOption(outputOption());
  addDurations(addHostOptions(command), ['cleanup-timeout']);
  return command.action(async (named: string, who: string[], flags: Options) => {
    const { workshop, options } = meantBy(named, flags);
    const { name } = workshop;
    const verifyFor = durationArgument(options.cleanupTimeout || '60s');
    const runtime = apiHostOf(options);
    const seats = await findSeats(name, who, options);
    const { out } = options;
    const deleted: Deleted[] = [];
    await inParallel(PARALLEL, seats, async ({ ref, cluster }) => {
      log.status(`${deleted.length}/${seats.length} deleted`);
      try {
        deleted.push({ cluster, ...(await deleteCluster(runtime, ref, { verifyFor })) });
      } catch (error) {
        const { summary: detail } = errorParts(error as Error);
        deleted.push({ cluster, state: 'deleting', detail, leftovers: [] });
      }
    });
    log.status(undefined);
    if (seats.length === 0) log.info(`Workshop ${name} does not exist on the host cluster.`);
    if (who.length === 0) await removeAllHandOuts(out, name);
    else await removeSome(name, seats, options);
    deleted.sort((a, b) => a.cluster.localeCompare(b.cluster));
    for (const { leftovers } of deleted) {
      for (const leftover of leftovers) log.warning(leftoverLine(leftover));
    }
    await print(
      options.output === 'json'
        ? `${JSON.stringify(deleted, undefined, 2)}\n`
        : deleted.map(({ state, detail }) => `${state}: ${detail}\n`).join(''),
    );
    exit(deleted.every(isGone) ? EXIT.ok : EXIT.failed);
  });
}

async function removeSome(
  name: string,
  gone: SeatOnHost[],
  options: SeatOptions & { out: string },
): Promise<void> {
  const clusters = gone.map(({ cluster }) => cluster);
  const rest = (await findSeats(name, [], options)).flatMap(({ server, expiresAt, ...seat }) =>
    server && expiresAt && !clusters.includes(seat.cluster) ? [{ ...seat, server, expiresAt }] : [],
  );
  await removeHandOuts(options.out, name, clusters, rest);
}

const isGone = ({ state, leftovers }: Deleted): boolean =>
  (state === 'deleted' || state === 'absent') && leftovers.length === 0;
