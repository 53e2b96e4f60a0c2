import { randomBytes } from 'node:crypto';
import { KubeConfig, type V1PolicyRule } from '@kubernetes/client-node';
import { isConflict, type Kube, kubeOf, orUndefined } from '../../../../src/core/kube/clients.ts';
import type { ClusterSpec } from '../../../../src/core/spec/spec.ts';
import { upHost } from '../../../host/host.ts';
import { hostVersions } from '../../../host/versions.ts';
import { newFolder } from '../../../support/folder.ts';
import { type LocalRuntime, localRuntime } from '../../../support/local-runtime.ts';
import { type RecordedLog, recordingLog } from '../../../support/log.ts';
import { createSpec } from '../../../support/spec.ts';
import { ownNamespacesUser, tenantOf } from './host-users.ts';

type RealHost = Awaited<ReturnType<typeof upHost>>;

/** The real host cluster, for tests that call the core in this process. */
export interface TestHost extends AsyncDisposable {
  /** The runtime of the product, as the user of `deploy/rbac/own-namespaces.yaml`. */
  runtime: LocalRuntime;
  /** Path of the kubeconfig of `runtime`. */
  kubeconfig: string;
  /** Cluster-admin, for assertions and preparations; not for the product. */
  admin: KubeConfig;
  /** Clients of `admin`. */
  kube: Kube;
  log: RecordedLog;
  tools: RealHost['tools'];
  /** A spec with a unique name and the local chart. */
  spec(overrides?: Partial<ClusterSpec>): ClusterSpec;
  /** Creates a namespace with a unique name; disposing deletes it. */
  namespace(): Promise<string>;
  /** The runtime of the product in an existing namespace, as the tenant of `deploy/rbac/single-namespace.yaml`. */
  tenant(
    namespace: string,
    change?: (rules: V1PolicyRule[]) => V1PolicyRule[],
  ): Promise<LocalRuntime>;
}

export interface TestHostOptions {
  /** For values that create what no manifest in `deploy/rbac` allows, such as a ClusterRole. */
  as?: 'cluster-admin';
}

/** Disposing deletes all namespaces of the test, including those that the core left behind. */
export async function openTestHost({ as }: TestHostOptions = {}): Promise<TestHost> {
  const { kubeconfig: adminKubeconfig, tools } = await upHost({});
  const admin = new KubeConfig();
  admin.loadFromFile(adminKubeconfig);
  const kube = kubeOf(admin);
  const folder = await newFolder();
  const log = recordingLog();
  const namespaces: string[] = [];
  const named = (name: string) => {
    namespaces.push(name);
    return name;
  };
  const hostOf = ({ kubeconfig }: { kubeconfig: string }) =>
    localRuntime({ kubeconfig, helm: tools.helm, workDir: folder.path, log });
  const runtime = hostOf(
    as
      ? { kubeconfig: adminKubeconfig }
      : await ownNamespacesUser(named(newName('user')), { admin, folder: folder.path }),
  );
  return {
    runtime,
    kubeconfig: runtime.kubeconfigFile,
    admin,
    kube,
    log,
    tools,
    spec(overrides) {
      const name = newName('core');
      named(`vcluster-${name}`);
      const { chart, vclusterVersion, kubernetesVersion } = tools;
      const versionsFile = hostVersions(vclusterVersion);
      const ours = { chart, vclusterVersion, kubernetesVersion, versionsFile };
      return createSpec({ name, ...ours, ...overrides });
    },
    async namespace() {
      const name = named(newName('team'));
      await kube.core.createNamespace({ body: { metadata: { name } } });
      return name;
    },
    tenant: async (namespace, change) =>
      hostOf(await tenantOf(namespace, { admin, folder: folder.path, change })),
    async [Symbol.asyncDispose]() {
      await Promise.all(namespaces.map((name) => removeNamespace(kube, name)));
      await folder[Symbol.asyncDispose]();
    },
  };
}

const newName = (prefix: string): string => `${prefix}-${randomBytes(3).toString('hex')}`;

async function removeNamespace(kube: Kube, name: string): Promise<void> {
  await orUndefined(kube.core.deleteNamespace({ name })).catch((error) => {
    // It is being deleted already.
    if (!isConflict(error)) throw error;
  });
}
