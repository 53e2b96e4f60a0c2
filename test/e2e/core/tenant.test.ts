import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { createCluster, listClusters } from '../../../src/core/index.ts';
import { localHost } from '../../support/host.ts';
import { realWorld, type World } from './world.ts';

jest.setTimeout(180_000);

const rule = (apiGroup: string, resource: string, ...verbs: string[]) => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs,
});

/** What the engine's Role grants beyond the built-in `admin`: nobody may grant what they do not have. */
const BEYOND_ADMIN = [
  rule('', 'endpoints', 'create', 'delete', 'patch', 'update'),
  rule('', 'pods/ephemeralcontainers', 'patch', 'update'),
  rule('', 'pods/status', 'patch', 'update'),
  rule('discovery.k8s.io', 'endpointslices', 'create', 'delete', 'patch', 'update'),
];

/** A service account with rights in one namespace only; its host kubeconfig. */
async function makeTenant({ kube, host }: World, namespace: string): Promise<string> {
  const name = 'tenant';
  const metadata = { name };
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  const binding = (kind: string, role: string) => ({
    namespace,
    body: {
      metadata: { name: role },
      subjects,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role },
    },
  });
  await kube.core.createNamespacedServiceAccount({ namespace, body: { metadata } });
  await kube.rbac.createNamespacedRole({ namespace, body: { metadata, rules: BEYOND_ADMIN } });
  await kube.rbac.createNamespacedRoleBinding(binding('Role', name));
  await kube.rbac.createNamespacedRoleBinding(binding('ClusterRole', 'admin'));
  const { status } = await kube.core.createNamespacedServiceAccountToken({
    name,
    namespace,
    body: { spec: { audiences: [], expirationSeconds: 3_600 } },
  });
  const config = new KubeConfig();
  const cluster = host.kubeConfig.getCurrentCluster();
  if (!cluster || !status) throw new Error('there is no host cluster or no token');
  config.loadFromClusterAndUser(cluster, { name, token: status.token });
  return config.exportConfig();
}

test('a tenant of one namespace needs no right outside it', async () => {
  await using world = await realWorld();
  const namespace = await world.namespace();
  const kubeconfig = join(world.host.workDir, 'tenant.kubeconfig');
  await writeFile(kubeconfig, await makeTenant(world, namespace), { mode: 0o600 });
  const { helm, workDir } = world.host;
  const tenant = localHost({ kubeconfig, helm, workDir, log: world.log });
  await expect(listClusters(tenant)).rejects.toThrow(/forbidden/);

  await using cluster = await createCluster(tenant, world.spec({ namespace }));
  expect(await listClusters(tenant, namespace)).toMatchObject([{ name: cluster.name }]);
  expect((await cluster.delete()).state).toBe('deleted');
  expect(world.log.lines.filter((line) => line.startsWith('warning'))).toEqual([]);
});
