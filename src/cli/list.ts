import { type Command, Option } from 'commander';
import { type ListedCluster, listClusters } from '../core/lease/list-clusters.ts';
import { printable } from '../core/printable.ts';
import { acrossNamespaces } from './find-clusters.ts';
import { addHostOptions, type HostOptions, hostOf, namespacesOption, OUTPUT } from './options.ts';
import { print } from './print.ts';
import { formatTable } from './table.ts';
import { subcommand } from './verb.ts';

interface Options extends HostOptions {
  namespace?: string[];
  output: keyof typeof PRINTED;
}

const PRINTED = {
  text: (clusters: ListedCluster[], now = Date.now()) =>
    formatTable(
      ['NAME', 'NAMESPACE', 'VERSION', 'AGE', 'EXPIRES', 'CREATED BY'],
      clusters.map((it) => [
        it.name,
        it.namespace,
        it.kubernetesVersion,
        age(it.createdAt, now),
        time(it.expiresAt),
        printable(it.createdBy, 60),
      ]),
    ),
  name: (clusters: ListedCluster[]) => clusters.map(({ name }) => `${name}\n`).join(''),
  json: (clusters: ListedCluster[]) => `${JSON.stringify(clusters, undefined, 2)}\n`,
};

/** `list`: prints all clusters on the host, also those that other users and machines created. */
export function listCommand(): Command {
  const command = subcommand('list', 'list the clusters on the host cluster', [
    '',
    '-n team-a -o json',
  ])
    .addOption(namespacesOption('list only the clusters in these namespaces'))
    .addOption(
      new Option('-o, --output <format>', OUTPUT).choices(Object.keys(PRINTED)).default('text'),
    );
  return addHostOptions(command).action(async (options: Options) => {
    const { hostCluster } = hostOf(options);
    const { namespace } = options;
    const clusters = await acrossNamespaces(
      hostCluster,
      () => listClusters({ hostCluster }, namespace),
      namespace,
    );
    await print(PRINTED[options.output](clusters));
  });
}

/** The age in the format of kubectl: `45s`, `12m`, `7h`, `3d`. */
function age(since: Date | undefined, now: number): string {
  const seconds = Math.max(0, Math.floor((now - (since?.getTime() ?? now)) / 1_000));
  const units = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'm'],
  ] as const;
  const [size, unit] = units.find(([size]) => seconds >= 2 * size) ?? [1, 's'];
  return `${Math.floor(seconds / size)}${unit}`;
}

const time = (date: Date | undefined): string => date?.toISOString().replace(/\.\d+/, '') ?? '';
