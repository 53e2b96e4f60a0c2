import type { KubeConfig } from '@kubernetes/client-node';
import type { Owner } from '../core/cluster/owner.ts';
import { type ClusterIntent, type ClusterRef, candidatesOf } from '../core/cluster/ref.ts';
import { ClusterError, InputError } from '../core/errors.ts';
import { apiMessage, isForbidden, kubeOf } from '../core/kube/clients.ts';
import { findClusters } from '../core/lease/find-clusters.ts';
import type { Log } from '../core/runtime.ts';
import { runOf } from '../tekton/run.ts';
import { type HostOptions, hostOf } from './options.ts';
import { loadState } from './state.ts';

/** A cluster that is to go, and the way to its host: a kubeconfig or the path of one. */
export interface Target {
  ref: ClusterIntent;
  host: KubeConfig | string;
}

export interface Search extends HostOptions {
  /** The folder of what is remembered. */
  dir: string;
  namespace?: string[];
}

/**
 * The clusters of these names, or, where there are none, all of the run that we are a step of. Throws an `InputError`
 * where it is unclear which one is meant.
 */
export async function findTargets(names: string[], search: Search, log: Log): Promise<Target[]> {
  const run = runOf(process.env);
  if (names.length === 0 && !run) throw new InputError([{ input: 'name', allowed: 'given' }]);
  if (names.length > 0)
    return (await Promise.all(names.map((name) => byName(name, search)))).flat();
  return run ? ofRun(run, search, log) : [];
}

async function byName(name: string, options: Search): Promise<Target[]> {
  const { dir, namespace } = options;
  const state = loadState(dir, name);
  if (state && candidatesOf(state.ref).some((place) => isAmong(namespace, place)))
    return [{ ref: state.ref, host: state.hostKubeconfig }];
  const { hostCluster } = hostOf(options);
  const search = findClusters(kubeOf(hostCluster), { name }, namespace);
  const found = await acrossNamespaces(search, namespace);
  if (found.length > 1) {
    const places = found.map((it) => it.namespace).join(', ');
    throw new InputError([
      { input: 'namespace', allowed: `one of ${places}: each has a cluster ${name}` },
    ]);
  }
  return found.map((it) => ({ ref: it, host: hostCluster }));
}

/** What was looked for in all namespaces; to a tenant, who may not, it says how to look in one. */
export async function acrossNamespaces<T>(
  search: Promise<T>,
  namespaces: readonly string[] = [],
): Promise<T> {
  try {
    return await search;
  } catch (error) {
    if (namespaces.length > 0 || !isForbidden(error)) throw error;
    throw new ClusterError(`Could not look in all namespaces: ${apiMessage(error)}`, {
      hint: 'Say by --namespace in which one to look.',
      cause: error,
    });
  }
}

const isAmong = (wanted: string[] = [], { namespace }: ClusterRef): boolean =>
  wanted.length === 0 || wanted.includes(namespace);

/** Everywhere, or, for a tenant who may not look there, beside the run. */
async function ofRun(run: Owner, search: Search, log: Log): Promise<Target[]> {
  const { hostCluster } = hostOf(search);
  const kube = kubeOf(hostCluster);
  const mark = { ownerUid: run.uid };
  const refs = await findClusters(kube, mark, search.namespace).catch((error) => {
    if (!isForbidden(error) || search.namespace?.length) throw error;
    log.info(`looking in namespace ${run.namespace} alone, since the rights end there`);
    return findClusters(kube, mark, [run.namespace]);
  });
  return refs.map((ref) => ({ ref: { ...ref, owner: run }, host: hostCluster }));
}
