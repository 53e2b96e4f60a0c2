import { type Command, Option } from 'commander';
import { InputError } from '../core/errors.ts';
import type { Log } from '../core/runtime.ts';
import type { Swept } from '../core/sweep/remove-orphan.ts';
import { type SweepResult, sweep } from '../core/sweep/sweep.ts';
import type { HostChoice } from '../host-cluster/choose-host.ts';
import { onHost } from '../host-cluster/on-host.ts';
import { sweepHosts } from '../runner-host/hold.ts';
import { keepingOf } from '../runner-host/runner-host.ts';
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
    const hosts = await sweepMachine(options, log);
    const { objects: others, notes } = await sweepHost(options, hosts.length > 0);
    const objects = [...hosts, ...others];
    for (const note of notes) log.warning(note);
    await print(options.output === 'json' ? asJson(objects) : asText(objects));
    if (objects.length === 0) log.info('There are no leftovers to remove.');
    exit(objects.some(({ state }) => state === 'failed') ? EXIT.failed : EXIT.ok);
  });
}

/** An object of the host cluster, or a host cluster of this machine. */
type Line = Omit<Swept, 'kind'> & { kind: Swept['kind'] | 'host cluster' };

/** Deletes the host clusters of this machine that nobody needs any more. */
async function sweepMachine({ dryRun }: Options, log: Log): Promise<Line[]> {
  const machine = { env: process.env, log, signal: new AbortController().signal };
  const hosts = await sweepHosts(keepingOf(machine), { dryRun });
  const done = dryRun ? 'would be deleted' : 'deleted';
  return hosts.map(({ name, failure }) => ({
    ...(failure ? { state: 'failed', detail: failure } : { state: done }),
    kind: 'host cluster',
    namespace: '',
    name,
    reason: 'its job has ended',
  }));
}

/** Sweeps the host cluster. It may have been on this machine, and be gone by now. */
async function sweepHost(options: Options, mayBeGone: boolean): Promise<SweepResult> {
  let host: HostChoice;
  try {
    host = hostOf(options);
  } catch (error) {
    if (mayBeGone && error instanceof InputError) return { objects: [], notes: [] };
    throw error;
  }
  return onHost(host.hostCluster, () => sweep(host, { ...options, namespaces: options.namespace }));
}

const asJson = (objects: Line[]): string => `${JSON.stringify(objects, undefined, 2)}\n`;

const asText = (objects: Line[]): string => objects.map((swept) => `${line(swept)}\n`).join('');

function line({ state, kind, namespace, name, reason, detail }: Line): string {
  const object = kind === 'Job' ? `${kind} ${name} in namespace ${namespace}` : `${kind} ${name}`;
  return `${state}: ${object}: ${reason}${detail ? `; but ${detail}` : ''}`;
}
