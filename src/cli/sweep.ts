import { type Command, Option } from 'commander';
import type { Log } from '../core/runtime.ts';
import type { Swept } from '../core/sweep/remove-orphan.ts';
import { sweep } from '../core/sweep/sweep.ts';
import { onHost } from '../host-cluster/on-host.ts';
import { durationArgument } from './duration-argument.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import {
  addHostOptions,
  type HostOptions,
  hostOf,
  namespacesOption,
  outputOption,
} from './options.ts';
import { print } from './print.ts';
import { subcommand } from './verb.ts';

interface Options extends HostOptions {
  dryRun: boolean;
  olderThan?: number;
  namespace?: string[];
  output: string;
}

/** `sweep`: prints one line or JSON object for each leftover object. */
export function sweepCommand(log: Log, exit: (code: ExitCode) => void): Command {
  const command = subcommand(
    'sweep',
    'remove expired leases and orphaned objects of ephemeral-vcluster from the host cluster',
    ['--dry-run', '--older-than 1h --namespace team-a,team-b'],
  )
    .option('--dry-run', 'only print what would be removed', false)
    .addOption(
      new Option(
        '--older-than <time>',
        'remove only objects older than this (default: 10m)',
      ).argParser(durationArgument),
    )
    .addOption(namespacesOption('search for leases only in these namespaces'))
    .addOption(outputOption());
  return addHostOptions(command).action(async (options: Options) => {
    const host = hostOf(options);
    const { objects, notes } = await onHost(host.hostCluster, () =>
      sweep(host, { ...options, namespaces: options.namespace }),
    );
    for (const note of notes) log.warning(note);
    await print(options.output === 'json' ? asJson(objects) : asText(objects));
    if (objects.length === 0) log.info('There are no leftovers to remove.');
    exit(objects.some(({ state }) => state === 'failed') ? EXIT.failed : EXIT.ok);
  });
}

const asJson = (objects: Swept[]): string => `${JSON.stringify(objects, undefined, 2)}\n`;

const asText = (objects: Swept[]): string => objects.map((swept) => `${line(swept)}\n`).join('');

function line({ state, kind, namespace, name, reason, detail }: Swept): string {
  const object = kind === 'Job' ? `${kind} ${name} in namespace ${namespace}` : `${kind} ${name}`;
  return `${state}: ${object}: ${reason}${detail ? `; but ${detail}` : ''}`;
}
