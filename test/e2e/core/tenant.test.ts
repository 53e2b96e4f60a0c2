import { expect, jest, test } from '@jest/globals';
import type { V1PolicyRule } from '@kubernetes/client-node';
import { createCluster } from '../../../src/core/create/create.ts';
import { listClusters } from '../../../src/core/lease/list-clusters.ts';
import { objectsIn } from '../../support/namespace-objects.ts';
import { openTestHost } from '../support/host/test-host.ts';

jest.setTimeout(180_000);

test('a tenant of one namespace needs no rights outside it', async () => {
  await using host = await openTestHost();
  const namespace = await host.namespace();
  const tenant = await host.tenant(namespace);
  await expect(listClusters(tenant)).rejects.toThrow(/forbidden/);

  await using cluster = await createCluster(tenant, host.spec({ namespaces: [namespace] }));
  expect(await listClusters(tenant, [namespace])).toMatchObject([{ name: cluster.name }]);
  expect((await cluster.delete()).state).toBe('deleted');
  expect(host.log.lines.filter((line) => line.startsWith('warning'))).toEqual([]);
});

const without = (verb: string, resource: string) => (rules: V1PolicyRule[]) =>
  rules.map((rule) =>
    rule.resources?.includes(resource)
      ? { ...rule, verbs: rule.verbs.filter((it) => it !== verb) }
      : rule,
  );

test('if a tenant lacks a right, the error names it before anything is created', async () => {
  await using host = await openTestHost();
  const namespace = await host.namespace();
  const tenant = await host.tenant(namespace, without('patch', 'jobs'));
  const before = await objectsIn(host.admin, namespace);
  const refused = createCluster(tenant, host.spec({ namespaces: [namespace] }));
  await expect(refused).rejects.toThrow(
    `nothing was created. rights: missing: patch jobs.batch in namespace ${namespace}\nApply deploy/rbac/single-namespace.yaml`,
  );
  expect(await objectsIn(host.admin, namespace)).toEqual(before);
});
