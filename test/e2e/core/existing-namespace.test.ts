import { expect, jest, test } from '@jest/globals';
import { createCluster } from '../../../src/core/create/create.ts';
import { eventually } from '../../support/eventually.ts';
import { objectsIn } from '../../support/namespace-objects.ts';
import { openTestHost } from '../support/host/test-host.ts';

jest.setTimeout(240_000);

test('jobs take turns in an existing namespace, and leave it as it was', async () => {
  await using host = await openTestHost();
  const namespace = await host.namespace();
  const runtime = await host.tenant(namespace);
  const before = await objectsIn(host.admin, namespace);
  const spec = () => host.spec({ namespaces: [namespace], waitFor: 'api' });
  const inLine = `info: waiting at position 1 in the queue; taken: ${namespace} by `;
  const isInLine = (lines: string[]) => lines.some((line) => line.startsWith(inLine));

  const first = await createCluster(runtime, spec());

  const tooShort = createCluster(runtime, { ...spec(), queueTimeout: 3_000 });
  await expect(tooShort).rejects.toThrow(
    new RegExp(`Namespace ${namespace} was held by another job for the whole time`),
  );
  host.log.lines.length = 0;

  const second = createCluster(runtime, spec());
  await eventually(async () => host.log.lines, isInLine);
  expect(isInLine(host.log.lines)).toBe(true);
  expect((await first.delete()).state).toBe('deleted');

  expect((await (await second).delete()).state).toBe('deleted');
  const left = await eventually(
    () => objectsIn(host.admin, namespace),
    (all) => all.length === before.length,
    30,
  );
  expect(left).toEqual(before);
  const { status } = await host.kube.core.readNamespace({ name: namespace });
  expect(status?.phase).toBe('Active');
});
