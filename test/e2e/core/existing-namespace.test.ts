import { expect, jest, test } from '@jest/globals';
import { createCluster } from '../../../src/core/create/create.ts';
import { eventually } from '../../support/eventually.ts';
import { everythingIn } from '../../support/namespace-objects.ts';
import { realWorld } from '../support/host/test-host.ts';

jest.setTimeout(240_000);

test('jobs take turns in an existing namespace, which is as it was when they have left', async () => {
  await using world = await realWorld();
  const namespace = await world.namespace();
  const runtime = await world.tenant(namespace);
  const before = await everythingIn(world.admin, namespace);
  const spec = () => world.spec({ namespaces: [namespace], waitFor: 'api' });
  const inLine = `info: waiting at place 1 in line; taken: ${namespace} by `;
  const isInLine = (lines: string[]) => lines.some((line) => line.startsWith(inLine));

  const first = await createCluster(runtime, spec());

  const impatient = createCluster(runtime, { ...spec(), timeout: 3_000 });
  await expect(impatient).rejects.toThrow(
    new RegExp(`Namespace ${namespace} was held by another job all the time`),
  );
  world.log.lines.length = 0;

  const second = createCluster(runtime, spec());
  await eventually(async () => world.log.lines, isInLine);
  expect(isInLine(world.log.lines)).toBe(true);
  expect((await first.delete()).state).toBe('deleted');

  expect((await (await second).delete()).state).toBe('deleted');
  const left = await eventually(
    () => everythingIn(world.admin, namespace),
    (all) => all.length === before.length,
    30,
  );
  expect(left).toEqual(before);
  const { status } = await world.kube.core.readNamespace({ name: namespace });
  expect(status?.phase).toBe('Active');
});
