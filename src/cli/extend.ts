import type { Command } from 'commander';
import { systemClock } from '../core/clock.ts';
import { ClusterError } from '../core/errors.ts';
import { extendCluster } from '../core/lease/extend.ts';
import { findClusters } from '../core/lease/find-clusters.ts';
import { ttlOption } from './duration-argument.ts';
import { acrossNamespaces } from './find-clusters.ts';
import {
  addHostOptions,
  type HostOptions,
  hostOf,
  NAMESPACE_OF_CLUSTER,
  namespacesOption,
  outputOption,
} from './options.ts';
import { print } from './print.ts';
import { subcommand } from './verb.ts';

interface Options extends HostOptions {
  namespace?: string[];
  ttl: number;
  output: 'text' | 'json';
}

/** `extend`: prints the new expiry of the cluster. */
export function extendCommand(): Command {
  const command = subcommand(
    'extend',
    'change the expiry of a cluster that was created with --until-ttl',
    ['ci-1 --ttl 2h'],
  )
    .argument('<name>', 'name of the cluster')
    .addOption(ttlOption('lifetime of the cluster, counted from now'))
    .addOption(namespacesOption(NAMESPACE_OF_CLUSTER))
    .addOption(outputOption());
  return addHostOptions(command).action(async (name: string, options: Options) => {
    const { hostCluster } = hostOf(options);
    const { namespace, ttl, output } = options;
    const [ref, another] = await acrossNamespaces(
      hostCluster,
      (kube) => findClusters(kube, { name }, namespace),
      namespace,
    );
    if (!ref) throw new ClusterError(`Cluster ${name} does not exist on the host cluster.`);
    if (another) {
      const hint = 'Select one of them with --namespace.';
      throw new ClusterError(`Several clusters have the name ${name}.`, { hint });
    }
    const expiresAt = (
      await extendCluster({ hostCluster, clock: systemClock }, ref, ttl)
    ).toISOString();
    const facts = { name, namespace: ref.namespace, 'expires-at': expiresAt };
    await print(output === 'json' ? `${JSON.stringify(facts, undefined, 2)}\n` : `${expiresAt}\n`);
  });
}
