import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ClusterRef } from '../core/cluster/ref.ts';
import { type ConnectedCluster, connectCluster } from '../core/connect/connect.ts';
import { ClusterError } from '../core/errors.ts';
import { endKeeper, isKeeperRunning } from '../core/keeper/stop.ts';
import { rewriteKubeconfig } from '../core/kube/kubeconfig.ts';
import type { Log } from '../core/runtime.ts';
import { saveHostKubeconfig } from '../host-cluster/host-kubeconfig.ts';
import { onHost } from '../host-cluster/on-host.ts';
import { keeperProgram } from '../machine/keeper-program.ts';
import { makeRuntime } from '../machine/make-runtime.ts';
import { exportLines, hostBeforeExport } from '../outputs/exported-kubeconfig.ts';
import { durationArgument } from './duration-argument.ts';
import { findTargets, hostClusterOf, type Target } from './find-clusters.ts';
import { addDurations } from './inputs.ts';
import { interruptible } from './interruption.ts';
import {
  addHostOptions,
  type HostOptions,
  NAMESPACE_OF_CLUSTER,
  namespacesOption,
  outputOption,
  stateDirOption,
} from './options.ts';
import { print } from './print.ts';
import {
  folderOf,
  forget,
  loadState,
  makeFolder,
  saveState,
  stateDir,
  updateState,
} from './state.ts';
import { CONTEXT_PREFIX, mergeInto, userKubeconfig } from './user-kubeconfig.ts';
import { subcommand } from './verb.ts';

interface Options extends HostOptions {
  namespace?: string[];
  stateDir?: string;
  detach?: boolean;
  merge?: boolean;
  use?: boolean;
  timeout?: string;
  tunnelTimeout?: string;
  output: 'text' | 'json';
}

/** `connect`: connects to an existing cluster, also to one that another user or machine created. */
export function connectCommand(log: Log): Command {
  const command = subcommand('connect', 'connect to an existing cluster, until you press Ctrl-C', [
    'ci-1',
    'ci-1 --detach --merge --use',
  ])
    .argument('<name>', 'name of the cluster')
    .option(
      '--detach',
      'return immediately; a background process keeps the tunnel open until the cluster ends',
    )
    .option('--merge', `add the context ${CONTEXT_PREFIX}NAME to your kubeconfig`)
    .option('--use', 'with --merge: make it the current context')
    .addOption(namespacesOption(NAMESPACE_OF_CLUSTER))
    .addOption(stateDirOption())
    .addOption(outputOption());
  addDurations(addHostOptions(command), ['timeout', 'tunnel-timeout']);
  return command.action((name: string, options: Options) =>
    interruptible((signal) => connect(name, options, log, signal)),
  );
}

async function connect(name: string, options: Options, log: Log, signal: AbortSignal) {
  const dir = stateDir(options.stateDir);
  const workDir = folderOf(dir, name);
  if (await isKeeperRunning(workDir, name)) {
    log.info(`${name} is already connected`);
    return printAccess(join(workDir, `${name}.kubeconfig`), name, options);
  }
  const target = await only(name, { ...options, dir }, log);
  const isNew = loadState(dir, name) === undefined;
  if (isNew) await remember(dir, name, target);
  try {
    const connected = await open(workDir, target, options, log, signal);
    if (options.merge) await merge(dir, name, connected, options.use ?? false, log);
    await printAccess(connected.kubeconfig, name, options);
    if (options.detach) return;
    log.info(`${name} is connected at ${connected.server}; press Ctrl-C to disconnect`);
    await untilEnd(connected, signal);
  } catch (error) {
    if (!options.detach || isNew) await endKeeper({ workDir, name });
    if (isNew) await forget(dir, name);
    throw error;
  }
  await endKeeper({ workDir, name });
  if (isNew) await forget(dir, name);
}

async function only(
  name: string,
  search: Parameters<typeof findTargets>[1],
  log: Log,
): Promise<Target & { ref: ClusterRef }> {
  const [target] = await findTargets([name], search, log);
  if (!target) throw new ClusterError(`Cluster ${name} does not exist on the host cluster.`);
  const { ref } = target;
  if (!('namespace' in ref)) throw new ClusterError(`Cluster ${name} is still being created.`);
  return { ...target, ref };
}

/** Saves the state that a later `delete` needs to find the keeper process and the merged context. */
async function remember(dir: string, name: string, target: Target): Promise<void> {
  const folder = await makeFolder(dir, name);
  const hostKubeconfig = await saveHostKubeconfig(hostClusterOf(target), folder);
  await saveState(folder, { ref: target.ref, hostKubeconfig, lease: 0 });
}

function open(
  workDir: string,
  target: Target & { ref: ClusterRef },
  { detach, timeout, tunnelTimeout }: Options,
  log: Log,
  signal: AbortSignal,
): Promise<ConnectedCluster> {
  const { ref } = target;
  const runtime = makeRuntime({
    host: { hostCluster: hostClusterOf(target), insideHost: false },
    keeper: keeperProgram(),
    log,
    signal,
    ...(!detach && { jobPid: process.pid }),
  });
  return onHost(runtime.hostCluster, () =>
    connectCluster({ ...runtime, workDir }, ref, {
      context: ref.name,
      hold: durationArgument(tunnelTimeout || '60s'),
      timeout: durationArgument(timeout || '60s'),
    }),
  );
}

async function merge(
  dir: string,
  name: string,
  { kubeconfig, server }: ConnectedCluster,
  use: boolean,
  log: Log,
): Promise<void> {
  const file = userKubeconfig({ ...process.env, KUBECONFIG: hostBeforeExport(process.env) });
  const context = CONTEXT_PREFIX + name;
  await updateState(dir, name, { merged: { file, context } });
  const text = rewriteKubeconfig(await readFile(kubeconfig, 'utf8'), { server, context });
  await mergeInto(file, text, use);
  log.info(`Context ${context} was added to ${file}`);
}

function printAccess(kubeconfig: string, name: string, { output }: Options): Promise<void> {
  const text =
    output === 'json'
      ? JSON.stringify({ name, kubeconfig, context: name }, undefined, 2)
      : exportLines(kubeconfig, process.env);
  return print(`${text}\n`);
}

/** Waits until `signal` aborts. Throws if the cluster ends first. */
async function untilEnd({ keeper }: ConnectedCluster, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  // Keeps this process running: the tunnel runs in the keeper process.
  const hold = setInterval(() => {}, 60_000);
  try {
    await (keeper ? Promise.race([aborted, keeper.end]) : aborted);
  } finally {
    clearInterval(hold);
  }
}
