import type { Command } from 'commander';
import { printable } from '../../core/printable.ts';
import { seatsOnHost } from '../../workshop/seats-on-host.ts';
import { type SeatStatus, statusesOf } from '../../workshop/status.ts';
import { acrossNamespaces } from '../find-clusters.ts';
import {
  addHostOptions,
  type HostOptions,
  hostOf,
  NAMESPACE_OF_CLUSTER,
  namespacesOption,
  outputOption,
} from '../options.ts';
import { print } from '../print.ts';
import { formatTable } from '../table.ts';
import { subcommand } from '../verb.ts';
import { meantBy, WORKSHOP_ARGUMENT } from './seats.ts';

interface Options extends HostOptions {
  namespace?: string[];
  output: 'text' | 'json';
}

/** `workshop status`: prints the state that is saved on the host, so that it works on any machine. */
export function statusCommand(): Command {
  const command = subcommand(
    'status',
    'list the clusters of a workshop with their attendee, state and expiry',
    ['go', 'workshop.yaml -o json'],
  )
    .argument(...WORKSHOP_ARGUMENT)
    .addOption(namespacesOption(NAMESPACE_OF_CLUSTER))
    .addOption(outputOption());
  return addHostOptions(command).action(async (named: string, flags: Options) => {
    const { workshop, options } = meantBy(named, flags);
    const { namespace, output } = options;
    const { hostCluster } = hostOf(options);
    const seats = await acrossNamespaces(
      hostCluster,
      (kube) => seatsOnHost(kube, workshop.name, namespace),
      namespace,
    );
    const statuses = statusesOf(workshop, seats);
    await print(
      output === 'json' ? `${JSON.stringify(statuses, undefined, 2)}\n` : asTable(statuses),
    );
  });
}

const asTable = (statuses: SeatStatus[]): string =>
  formatTable(
    ['CLUSTER', 'ATTENDEE', 'STATE', 'VERSION', 'SERVER', 'EXPIRES'],
    statuses.map((it) => [
      it.cluster,
      printable(it.attendee, 40),
      it.state,
      it.kubernetesVersion,
      it.server,
      it.expiresAt.replace(/\.\d+/, ''),
    ]),
  );
