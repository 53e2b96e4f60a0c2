import type { KubeConfig } from '@kubernetes/client-node';
import type { Owner } from '../core/cluster/owner.ts';
import { type ClusterIntent, type ClusterRef, candidatesOf } from '../core/cluster/ref.ts';
import { ClusterError, InputError } from '../core/errors.ts';
import { apiMessage, isForbidden, type Kube, kubeOf } from '../core/kube/clients.ts';
import { findClusters } from '../core/lease/find-clusters.ts';
import type { Log } from '../core/runtime.ts';
import { loadHostKubeconfig } from '../host-cluster/host-kubeconfig.ts';
import { onHost } from '../host-cluster/on-host.ts';
import { runOf } from '../tekton/run.ts';
import { type HostOptions, hostOf } from './options.ts';
import { loadState } from './state.ts';

/** A cluster, and its host cluster: a kubeconfig or the path of one. */
export interface Target {
  ref: ClusterIntent;
  host: KubeConfig | string;
}

/** Returns the client configuration of the host cluster of a target. */
export const hostClusterOf = ({ host }: Pick<Target, 'host'>): KubeConfig =>
  typeof host === 'string' ? loadHostKubeconfig(host) : host;

export interface Search extends HostOptions {
  /** The state directory. */
  dir: string;
  namespace?: string[];
}

/**
 * Returns the clusters with these names. Without names, returns all clusters of the Tekton run that this process is a step
 * of. Throws an `InputError` if a name matches several clusters, or if there are no names and no run.
 */
export async function findTargets(names: string[], search: Search, log: Log): Promise<Target[]> {
  const run = runOf(process.env);
  if (names.length === 0 && !run) {
    const message = 'Name the clusters; `list` shows them.';
    throw new InputError([{ input: 'name', allowed: 'given', message }]);
  }
  if (names.length > 0)
    return (await Promise.all(names.map((name) => byName(name, search)))).flat();
  return run ? ofRun(run, search, log) : [];
}

async function byName(name: string, options: Search): Promise<Target[]> {
  const { dir, namespace } = options;
  const state = loadState(dir, name);
  if (state && candidatesOf(state.ref).some((candidate) => isAmong(namespace, candidate)))
    return [{ ref: state.ref, host: state.hostKubeconfig }];
  const { hostCluster } = hostOf(options);
  const found = await acrossNamespaces(
    hostCluster,
    (kube) => findClusters(kube, { name }, namespace),
    namespace,
  );
  if (found.length > 1) {
    const namespaces = found.map((it) => it.namespace).join(', ');
    throw new InputError([
      { input: 'namespace', allowed: `one of ${namespaces}: each has a cluster ${name}` },
    ]);
  }
  return found.map((it) => ({ ref: it, host: hostCluster }));
}

/**
 * Returns the result of a search in all namespaces, or in `namespaces` if there are some. Throws a `ClusterError` with a
 * hint if the user has no right to search all of them.
 */
export async function acrossNamespaces<T>(
  hostCluster: KubeConfig,
  search: (kube: Kube) => Promise<T>,
  namespaces: readonly string[] = [],
): Promise<T> {
  try {
    return await onHost(hostCluster, () => search(kubeOf(hostCluster)));
  } catch (error) {
    if (namespaces.length > 0 || !isForbidden(error)) throw error;
    throw new ClusterError(`Could not search all namespaces: ${apiMessage(error)}`, {
      hint: 'Name the namespaces to search with --namespace.',
      cause: error,
    });
  }
}

const isAmong = (wanted: string[] = [], { namespace }: ClusterRef): boolean =>
  wanted.length === 0 || wanted.includes(namespace);

/** Searches all namespaces, or the namespace of the run if the user has no right to search all of them. */
async function ofRun(run: Owner, search: Search, log: Log): Promise<Target[]> {
  const { hostCluster } = hostOf(search);
  const kube = kubeOf(hostCluster);
  const criterion = { ownerUid: run.uid };
  const find = () => findClusters(kube, criterion, search.namespace);
  const refs = await onHost(hostCluster, find).catch((error) => {
    if (!isForbidden(error) || search.namespace?.length) throw error;
    log.info(
      `Searching only namespace ${run.namespace}: the credentials have no rights in all namespaces.`,
    );
    return findClusters(kube, criterion, [run.namespace]);
  });
  return refs.map((ref) => ({ ref: { ...ref, owner: run }, host: hostCluster }));
}
