import { readFile } from 'node:fs/promises';
import { ClusterError, summaryWithHint } from '../core/errors.ts';
import { parseKubeconfig } from '../core/kube/config/kubeconfig.ts';
import type { Clock, Log } from '../core/runtime.ts';
import { isHeld } from './holders.ts';
import { Lock } from './lock.ts';
import type { Holder, Records } from './records.ts';
import { NameTaken, type RunnerClusters } from './runner-clusters.ts';

export interface HostKeeping {
  clusters: RunnerClusters;
  records: Records;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/**
 * Returns the path of the kubeconfig of the host cluster `name`, which is created unless it is there, and enters `holder`, who
 * needs it. One process at a time does this. A cluster whose creation was interrupted is deleted and created again.
 *
 * @throws ClusterError if the creation fails, or if a cluster that is not ours has this name. It is not changed then.
 */
export async function holdHost(
  keeping: HostKeeping,
  { name, version }: { name: string; version: string | undefined },
  holder: Holder,
): Promise<string> {
  const { clusters, records, clock, log, signal } = keeping;
  const onWait = () => log.info(`waiting for another process that makes or deletes ${name}`);
  await using _ = await Lock.take(records.kubeconfig(name), clock, signal, onWait);
  const record = records.read(name);
  const exists = (await clusters.names()).includes(name);
  if (exists) await assertOurs(keeping, name);
  if (exists && record?.ready) {
    assertSameVersion(name, record.version, version);
    await records.addHolder(name, holder);
    log.info(`host cluster ${name} of this job is there already`);
    return records.kubeconfig(name);
  }
  if (exists) log.info(`deleting ${name}, whose creation was interrupted`);
  if (exists) await clusters.delete(name);
  await records.remove(name);
  const begun = clock.now();
  await records.write({ name, version, begun, ready: false });
  await records.addHolder(name, holder);
  try {
    await clusters.create({ name, version, kubeconfig: records.kubeconfig(name) }, log, signal);
  } catch (error) {
    if (error instanceof NameTaken) await records.remove(name);
    else await remove(keeping, name);
    throw error;
  }
  await records.write({ name, version, begun, ready: true });
  return records.kubeconfig(name);
}

/**
 * Removes a holder, and deletes the host cluster if nobody else needs it. Returns whether it is gone.
 *
 * @throws ClusterError if the host cluster is still there.
 */
export async function releaseHost(
  keeping: HostKeeping,
  name: string,
  id: string,
): Promise<boolean> {
  const { records, clock, log, signal } = keeping;
  await using _ = await Lock.take(records.kubeconfig(name), clock, signal, () => {});
  if (!records.read(name)) {
    log.debug(`host cluster ${name} is gone already`);
    return true;
  }
  await records.removeHolder(name, id);
  if (isHeld(records.holders(name), clock.now())) {
    log.info(`host cluster ${name} stays: others use it`);
    return false;
  }
  await remove(keeping, name);
  log.info(`host cluster ${name} is deleted`);
  return true;
}

/** A host cluster of this machine that nobody needs any more. */
export interface SweptHost {
  name: string;
  /** Why it could not be deleted. */
  failure?: string;
}

/**
 * Deletes the host clusters of this machine that nobody needs any more, for example after a runner was killed, and returns
 * them. One that another process is making or deleting is left to that process.
 */
export async function sweepHosts(
  keeping: HostKeeping,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<SweptHost[]> {
  const { records, clock } = keeping;
  const swept: SweptHost[] = [];
  for (const name of records.names()) {
    await using lock = await Lock.tryTake(records.kubeconfig(name));
    if (!lock || isHeld(records.holders(name), clock.now())) continue;
    if (await mayAppear(keeping, name)) continue;
    const failure = dryRun ? undefined : await remove(keeping, name).catch(summaryWithHint);
    swept.push({ name, ...(failure && { failure }) });
  }
  return swept;
}

/** How long a creation can take until the cluster is listed, in milliseconds: the image of the node is pulled before. */
const PULL_LIMIT = 10 * 60_000;

/** Whether a program that outlived its killed caller may still create the cluster. Its record has to stay for a later sweep. */
async function mayAppear(
  { clusters, records, clock }: HostKeeping,
  name: string,
): Promise<boolean> {
  const record = records.read(name);
  if (!record || record.ready || clock.now() - record.begun > PULL_LIMIT) return false;
  return !(await clusters.names()).includes(name);
}

/** The caller must hold the lock. */
async function remove(keeping: HostKeeping, name: string): Promise<void> {
  const { clusters, records } = keeping;
  if ((await clusters.names()).includes(name)) {
    await assertOurs(keeping, name);
    await clusters.delete(name);
    if ((await clusters.names()).includes(name))
      throw new ClusterError(`The host cluster ${name} on this machine is still there.`, {
        hint: `To delete it: kind delete cluster --name ${name}`,
      });
  }
  await records.remove(name);
}

/** A cluster is ours if there is a record of it, and if it has the certificate authority that it had when it was created. */
async function assertOurs({ clusters, records }: HostKeeping, name: string): Promise<void> {
  const record = records.read(name);
  const now = record?.ready ? await clusters.kubeconfigOf(name) : '';
  if (record && (!now || authorityIn(now) === authorityIn(await ownKubeconfig(records, name))))
    return;
  throw new NameTaken(name);
}

const ownKubeconfig = (records: Records, name: string): Promise<string> =>
  readFile(records.kubeconfig(name), 'utf8').catch(() => '');

const authorityIn = (text: string): unknown =>
  text && [...parseKubeconfig(text).clusters.values()][0]?.['certificate-authority-data'];

function assertSameVersion(name: string, there: string | undefined, wanted: string | undefined) {
  if (there === wanted || !wanted) return;
  throw new ClusterError(
    `The host cluster ${name} of this job has ${there ?? 'the default version'}, but host-version is ${wanted}.`,
    {
      hint: 'Give all steps of the job the same `host-version`, or give it to the first one only.',
    },
  );
}
