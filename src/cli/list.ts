import { Command } from 'commander';
import { formatAge } from '../core/duration.ts';
import type { Log } from '../core/host.ts';
import { type ListedCluster, listClusters } from '../core/list.ts';
import { json } from './json.ts';
import { addHostOptions, type HostOptions, hostOf, outputOption } from './options.ts';
import { table } from './table.ts';

interface Options extends HostOptions {
  namespace?: string;
  output: keyof typeof FORMATS;
}

/** `list`: the clusters of the host, whoever made them. */
export function listCommand(log: Log): Command {
  const command = new Command('list')
    .description('list the clusters that the host has')
    .option('--namespace <name>', 'those of this namespace alone')
    .addOption(outputOption('text', 'json', 'name'));
  return addHostOptions(command).action(async (options: Options) => {
    const clusters = await listClusters(hostOf(options), options.namespace || undefined);
    const sorted = clusters.toSorted((one, other) => one.name.localeCompare(other.name));
    process.stdout.write(FORMATS[options.output](sorted));
    if (sorted.length === 0) log.info('There are no clusters.');
  });
}

const HEADER = ['NAME', 'NAMESPACE', 'KUBERNETES', 'VCLUSTER', 'AGE', 'EXPIRES IN'];

const FORMATS = {
  text: (clusters: ListedCluster[]) =>
    clusters.length > 0 ? table([HEADER, ...clusters.map(row)]) : '',
  name: (clusters: ListedCluster[]) => clusters.map(({ name }) => `${name}\n`).join(''),
  json,
};

function row(cluster: ListedCluster): string[] {
  const { name, namespace, kubernetesVersion, vclusterVersion, createdAt, expiresAt } = cluster;
  const now = Date.now();
  const age = createdAt ? formatAge(now - createdAt.getTime()) : '';
  const left = expiresAt ? formatAge(expiresAt.getTime() - now) : '';
  return [name, namespace, kubernetesVersion, vclusterVersion, age, left];
}
