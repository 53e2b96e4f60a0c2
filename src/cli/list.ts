import { type Command, Option } from 'commander';
import { type ListedCluster, listClusters } from '../core/list.ts';
import { everywhere } from './everywhere.ts';
import {
  addHostOptions,
  type HostOptions,
  hostOf,
  namespacesOption,
  subcommand,
} from './options.ts';
import { formatTable } from './table.ts';

interface Options extends HostOptions {
  namespace?: string[];
  output: keyof typeof PRINTED;
}

const PRINTED = {
  text: (clusters: ListedCluster[]) =>
    formatTable(
      ['NAME', 'NAMESPACE', 'VERSION', 'CREATED', 'EXPIRES'],
      clusters.map((it) => [
        it.name,
        it.namespace,
        it.kubernetesVersion,
        time(it.createdAt),
        time(it.expiresAt),
      ]),
    ),
  name: (clusters: ListedCluster[]) => clusters.map(({ name }) => `${name}\n`).join(''),
  json: (clusters: ListedCluster[]) => `${JSON.stringify(clusters, undefined, 2)}\n`,
};

/** `list`: the clusters that are on the host, whoever made them. */
export function listCommand(): Command {
  const command = subcommand('list', 'list the clusters on the host')
    .addOption(namespacesOption('those in these namespaces alone'))
    .addOption(
      new Option('-o, --output <format>', 'what is written to stdout')
        .choices(Object.keys(PRINTED))
        .default('text'),
    );
  return addHostOptions(command).action(async (options: Options) => {
    const { kubeConfig } = hostOf(options);
    const { namespace } = options;
    const clusters = await everywhere(listClusters({ kubeConfig }, namespace), namespace);
    process.stdout.write(PRINTED[options.output](clusters));
  });
}

const time = (date: Date | undefined): string => date?.toISOString().replace(/\.\d+/, '') ?? '';
