import { KubeConfig } from '@kubernetes/client-node';
import { type Host, upHost } from '../../../host/host.ts';
import { type Folder, newFolder } from '../../../support/folder.ts';
import { objectsIn } from '../../../support/namespace-objects.ts';
import type { JobOptions } from '../action/job.ts';
import { ownNamespacesUser, tenantOf } from './host-users.ts';
import { type HostView, uniqueName, viewHost } from './host-view.ts';

/** The real host cluster, for tests of the built action, command line and library. */
export interface E2eHost extends AsyncDisposable {
  /** Credentials for the programs under test: the user of `deploy/rbac/own-namespaces.yaml`. */
  user: JobOptions['host'];
  tools: Host['tools'];
  /** Creates `namespace`, and the tenant of `deploy/rbac/single-namespace.yaml` in it. Returns the tenant's credentials. */
  tenant(namespace: string): Promise<JobOptions['host']>;
  /** Cluster-admin, for assertions only. */
  admin: KubeConfig;
  /** Path of the kubeconfig of `admin`. */
  adminKubeconfig: string;
  view: HostView;
  /** `Kind/name` of all objects in a namespace, except those that each namespace has. */
  objectIdsIn(namespace: string): Promise<string[]>;
  /** Registers a namespace that disposing deletes if it still exists. */
  own(namespace: string): string;
}

export async function openE2eHost(): Promise<E2eHost> {
  const host: Host = await upHost();
  const folder: Folder = await newFolder();
  const admin = new KubeConfig();
  admin.loadFromFile(host.kubeconfig);
  const view = viewHost(host.kubeconfig);
  const owned: string[] = [];
  const own = (namespace: string): string => {
    owned.push(namespace);
    return namespace;
  };
  const options = { admin, folder: folder.path };
  const { kubeconfig } = await ownNamespacesUser(own(uniqueName('user')), options);
  return {
    user: { ...host, kubeconfig },
    tools: host.tools,
    admin,
    adminKubeconfig: host.kubeconfig,
    view,
    own,
    tenant: async (namespace) => ({
      ...host,
      kubeconfig: (await tenantOf(own(namespace), options)).kubeconfig,
    }),
    objectIdsIn: async (namespace) => (await objectsIn(admin, namespace)).map(({ id }) => id),
    async [Symbol.asyncDispose]() {
      for (const name of owned) await view.kube.core.deleteNamespace({ name }).catch(() => {});
      await folder[Symbol.asyncDispose]();
    },
  };
}
