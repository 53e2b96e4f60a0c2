import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { systemClock } from '../core/clock.ts';
import { namespaceNames } from '../core/cluster/ref.ts';
import type { DeleteResult } from '../core/deletion/delete.ts';
import { endCluster } from '../core/deletion/end-cluster.ts';
import type { Log } from '../core/runtime.ts';
import { onHost } from '../host-cluster/on-host.ts';
import { releaseOrWarn } from '../runner-host/planned-host.ts';
import { durationArgument } from './duration-argument.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { findTargets, hostClusterOf, type Target } from './find-clusters.ts';
import { addDurations } from './inputs.ts';
import { forgetAndRelease } from './make-clusters.ts';
import {
  addHostOptions,
  type HostOptions,
  namespacesOption,
  outputOption,
  stateDirOption,
} from './options.ts';
import { print } from './print.ts';
import { folderOf, loadState, stateDir } from './state.ts';
import { subcommand } from './verb.ts';

export interface DeleteOptions extends HostOptions {
  namespace?: string[];
  cleanupTimeout?: string;
  stateDir?: string;
  exitCodeFrom?: string;
  output: 'text' | 'json';
}

interface Deleted extends DeleteResult {
  name: string;
  namespace: string;
}

/** `delete`: prints the result for each cluster. */
export function deleteCommand(log: Log, exit: (code: ExitCode) => void): Command {
  const command = subcommand(
    'delete',
    'delete clusters, and verify that all of their objects are gone',
    ['ci-1', 'ci-1 ci-2 --namespace team-a -o json'],
  )
    .argument('[name...]', 'names of clusters (default in Tekton: all clusters of the run)')
    .addOption(
      namespacesOption('namespaces to search for a cluster that was not created on this machine'),
    )
    .addOption(stateDirOption())
    .addOption(
      new Option(
        '--exit-code-from <path>',
        'exit with the exit code that this file contains, unless it is 0',
      ).hideHelp(),
    )
    .addOption(outputOption());
  addDurations(addHostOptions(command), ['cleanup-timeout']);
  return command.action(async (names: string[], options: DeleteOptions) => {
    const verifyFor = durationArgument(options.cleanupTimeout || '60s');
    const dir = stateDir(options.stateDir);
    const targets = await findTargets(names, { ...options, dir }, log);
    const deleted: Deleted[] = [];
    for (const target of targets) deleted.push(await remove(target, dir, verifyFor, log));
    if (targets.length === 0) log.info('There are no clusters to delete.');
    await print(
      options.output === 'json' ? `${JSON.stringify(deleted, undefined, 2)}\n` : asText(deleted),
    );
    exit(
      (await exitCodeIn(options.exitCodeFrom)) || (deleted.every(isGone) ? EXIT.ok : EXIT.failed),
    );
  });
}

async function remove(target: Target, dir: string, verifyFor: number, log: Log): Promise<Deleted> {
  const { ref } = target;
  const hostCluster = hostClusterOf(target);
  const runtime = { hostCluster, clock: systemClock, log, workDir: folderOf(dir, ref.name) };
  const result = await onHost(hostCluster, () => endCluster(runtime, ref, { verifyFor })).catch(
    (error) => onceHostIsGone(target, dir, log, error),
  );
  if (result.state !== 'foreign') await forgetAndRelease(dir, ref.name, log);
  return { name: ref.name, namespace: namespaceNames(ref), ...result };
}

/** A host cluster on this machine may not answer any more. If it can be deleted, the cluster is gone with it. */
async function onceHostIsGone(
  { ref: { name } }: Target,
  dir: string,
  log: Log,
  error: unknown,
): Promise<DeleteResult> {
  const { runnerHost } = loadState(dir, name) ?? {};
  if (!(await releaseOrWarn({ env: process.env, log }, runnerHost))) throw error;
  return { state: 'deleted', detail: `${name} is gone with its host cluster`, leftovers: [] };
}

const isGone = ({ state, leftovers }: Deleted): boolean =>
  (state === 'deleted' || state === 'absent') && leftovers.length === 0;

const asText = (deleted: Deleted[]): string =>
  deleted.map(({ state, detail }) => `${state}: ${detail}\n`).join('');

/** Returns the exit code in the file, or undefined if it is 0 or there is no `path`. */
async function exitCodeIn(path: string | undefined): Promise<number | undefined> {
  return path ? Number.parseInt(await readFile(path, 'utf8'), 10) || undefined : undefined;
}
