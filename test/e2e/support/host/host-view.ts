import { randomBytes } from 'node:crypto';
import { KubeConfig } from '@kubernetes/client-node';
import { type Kube, kubeOf, orUndefined } from '../../../../src/core/kube/clients.ts';
import { type ListedCluster, listClusters } from '../../../../src/core/lease/list-clusters.ts';

/** Access to the host cluster for assertions about what jobs left behind. */
export interface HostView {
  /** Cluster-admin. */
  admin: KubeConfig;
  kube: Kube;
  /** The lease of the cluster `name`; undefined if there is none. */
  cluster(name: string): Promise<ListedCluster | undefined>;
  hasNamespace(name: string): Promise<boolean>;
  /** `KIND name` of the objects of the usual kinds in a namespace, except those that Kubernetes creates itself. */
  mainObjectsIn(namespace: string): Promise<string[]>;
}

export function viewHost(kubeconfig: string): HostView {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  const kube = kubeOf(kubeConfig);
  return {
    admin: kubeConfig,
    kube,
    cluster: async (name) =>
      (await listClusters({ hostCluster: kubeConfig })).find((cluster) => cluster.name === name),
    hasNamespace: async (name) => Boolean(await orUndefined(kube.core.readNamespace({ name }))),
    mainObjectsIn: (namespace) => objectsIn(kube, namespace),
  };
}

async function objectsIn({ core, batch, apps }: Kube, namespace: string): Promise<string[]> {
  const lists = {
    Pod: core.listNamespacedPod({ namespace }),
    Service: core.listNamespacedService({ namespace }),
    Secret: core.listNamespacedSecret({ namespace }),
    ConfigMap: core.listNamespacedConfigMap({ namespace }),
    PersistentVolumeClaim: core.listNamespacedPersistentVolumeClaim({ namespace }),
    ServiceAccount: core.listNamespacedServiceAccount({ namespace }),
    Deployment: apps.listNamespacedDeployment({ namespace }),
    StatefulSet: apps.listNamespacedStatefulSet({ namespace }),
    Job: batch.listNamespacedJob({ namespace }),
  };
  const names = await Promise.all(
    Object.entries(lists).map(async ([kind, list]) =>
      (await list).items.map(({ metadata }) => `${kind} ${metadata?.name}`),
    ),
  );
  const natural = ['ConfigMap kube-root-ca.crt', 'ServiceAccount default'];
  return names.flat().filter((name) => !natural.includes(name));
}

/** The keys and tokens of a kubeconfig, encoded and decoded, because a single line of a key is a leak as well. */
export function secretsIn(kubeConfig: KubeConfig): string[] {
  return kubeConfig.getUsers().flatMap(({ keyData, token }) => {
    const key = keyData ? Buffer.from(keyData, 'base64').toString() : '';
    const lines = key.split('\n').filter((line) => line && !line.startsWith('-----'));
    return [keyData, token, ...lines].filter((secret) => secret !== undefined);
  });
}

/** A name that no other test on the same host uses. */
export const uniqueName = (what: string): string => `e2e-${what}-${randomBytes(3).toString('hex')}`;
