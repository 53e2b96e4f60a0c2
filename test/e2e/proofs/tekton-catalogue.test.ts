import { expect, jest, test } from '@jest/globals';
import { isNotFound } from '../../../src/core/kube/clients.ts';
import { expectNothingLeft } from '../support/tekton/checks.ts';
import { openTekton, type Tekton } from '../support/tekton/tekton.ts';

jest.setTimeout(600_000);

/** The test of a Task in the catalogue. */
const testOf = (verb: string) => `task/ephemeral-vcluster-${verb}/tests/run.yaml`;

test('a pipeline gets a cluster in a dedicated namespace, until its timeout at the latest', async () => {
  await using tekton = await openTekton({ as: 'own-namespaces' });
  const run = await tekton.start(testOf('create'));
  expect(await run.ended('Succeeded')).toBe('Succeeded');
  const { status } = await run.read();
  const results = Object.fromEntries(
    (status?.results ?? []).map(({ name, value }) => [name, value]),
  );
  expect(results['kubernetes-version']).toMatch(/^1\.36\./);
  expect(results.namespace).toBe(`vcluster-${results.name}`);
  const expiry = Date.parse(results['expires-at'] ?? '') - Date.parse(status?.startTime ?? '');
  expect(Math.abs(expiry / 60_000 - 20)).toBeLessThan(1);
  await expectNothingLeft('dedicated namespace', tekton, 0);
  expect(await hasNamespace(tekton, results.namespace ?? '')).toBe(false);
});

test('deleting a cluster that was never created succeeds', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(testOf('delete'));
  expect(await run.ended('Succeeded')).toBe('Succeeded');
});

test('a tenant is cluster-admin in the cluster in its namespace', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(testOf('run'));
  expect(await run.ended('Succeeded')).toBe('Succeeded');
  await expectNothingLeft('cluster-admin', tekton, 0);
});

async function hasNamespace({ kube }: Tekton, name: string): Promise<boolean> {
  try {
    await kube.core.readNamespace({ name });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
