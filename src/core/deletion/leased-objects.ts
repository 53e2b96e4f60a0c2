import type { ClusterRef } from '../cluster/ref.ts';
import { isForbidden, type Kube } from '../kube/clients.ts';
import type { HostResource } from '../kube/discovery.ts';
import { type NamespacedObject, toObject } from './inventory.ts';
import { ownedBy } from './owner-graph.ts';

const resource = (root: string, plural: string, kind: string): HostResource => {
  const [, , group] = root.split('/');
  return { root, plural, kind, resource: root === '/api/v1' ? plural : `${plural}.${group}` };
};

/** The kinds of a cluster's objects whose deletion takes time, and the kinds that own such objects. */
const RESOURCES = [
  resource('/apis/batch/v1', 'jobs', 'Job'),
  resource('/apis/apps/v1', 'deployments', 'Deployment'),
  resource('/apis/apps/v1', 'statefulsets', 'StatefulSet'),
  resource('/apis/apps/v1', 'replicasets', 'ReplicaSet'),
  resource('/api/v1', 'pods', 'Pod'),
  resource('/api/v1', 'services', 'Service'),
  resource('/api/v1', 'secrets', 'Secret'),
  resource('/api/v1', 'configmaps', 'ConfigMap'),
  resource('/api/v1', 'persistentvolumeclaims', 'PersistentVolumeClaim'),
];

/** The objects of a cluster in a namespace that stays: its lease, and what the lease owns. */
export class LeasedObjects {
  /** The uids of all objects so far. Objects that they own still belong to the cluster when they are gone. */
  readonly uids: Set<string>;
  readonly #kube: Kube;
  readonly #namespace: string;
  readonly #lease: string;
  /** The kinds of the objects that the last call of `remaining` found. */
  #kinds: readonly string[] = RESOURCES.map(({ kind }) => kind);

  constructor(kube: Kube, { namespace }: Pick<ClusterRef, 'namespace'>, lease: string) {
    this.#kube = kube;
    this.#namespace = namespace;
    this.#lease = lease;
    this.uids = new Set([lease]);
  }

  /** Lists the objects, without their content. Default: of all kinds. */
  async find(kinds?: readonly string[]): Promise<NamespacedObject[]> {
    const resources = kinds ? RESOURCES.filter(({ kind }) => kinds.includes(kind)) : RESOURCES;
    const listed = (await Promise.all(resources.map((it) => this.#list(it)))).flat();
    const lease = listed.filter(({ uid }) => uid === this.#lease);
    const found = lease.concat(ownedBy(this.uids, listed));
    for (const { uid } of found) this.uids.add(uid);
    return found;
  }

  /** Lists what remains. Asks only for the kinds that remained before, and for all kinds when nothing is left of those. */
  async remaining(): Promise<NamespacedObject[]> {
    const some = await this.find(this.#kinds);
    const left = some.length > 0 ? some : await this.find();
    this.#kinds = [...new Set(left.map(({ kind }) => kind))];
    return left;
  }

  /** Returns no objects if listing them is forbidden: nothing waits for them then, and the host still deletes them. */
  async #list(of: HostResource): Promise<NamespacedObject[]> {
    try {
      const listed = await this.#kube.metadata.list(of, { namespace: this.#namespace });
      return listed.map(toObject(of));
    } catch (error) {
      if (isForbidden(error)) return [];
      throw error;
    }
  }
}
