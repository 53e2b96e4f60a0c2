import { expect, jest, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';
import { mapConcurrently } from '../support/map-concurrently.ts';
import { connectBySeat, examineSeat } from '../support/workshop/attendee.ts';
import { interruptAt, openWorkshop } from '../support/workshop/workshop.ts';

jest.setTimeout(1_800_000);

const COUNT = 12;

test('each of twelve attendees gets a cluster, and no access to the host or to the others', async () => {
  await using host = await openE2eHost();
  await using workshop = await openWorkshop(host, COUNT);
  const { name, shell, out, creation, seats } = workshop;
  const start = Date.now();
  const created = await shell.run(...creation(COUNT), '--output=json');
  expect(created).toMatchObject({ code: 0 });
  const seconds = (Date.now() - start) / 1_000;
  const all = await seats();
  expect(all).toHaveLength(COUNT);

  const attendees = await Promise.all(all.map(({ cluster }) => connectBySeat(host, out, cluster)));
  try {
    const hostServer = host.admin.getCurrentCluster()?.server ?? '';
    await mapConcurrently(3, attendees, async (attendee) => {
      const index = attendees.indexOf(attendee);
      await examineSeat(attendee, hostServer, attendees[(index + 1) % COUNT]?.server ?? '');
    });
  } finally {
    for (const attendee of attendees) await attendee[Symbol.asyncDispose]();
  }

  const extended = await shell.run('workshop', 'extend', name, '--ttl=20s', `--out=${out}`);
  expect(extended).toMatchObject({ code: 0 });
  const left = await eventually(
    async () => (await Promise.all(all.map(({ ref }) => host.objectIdsIn(ref.namespace)))).flat(),
    (objects) => objects.length === 0,
    240,
  );
  expect(left).toEqual([]);
  expect(await shell.run('sweep', '--older-than=1s')).toMatchObject({ code: 0 });
  expect(await eventually(seats, ({ length }) => length === 0, 60)).toEqual([]);
  figures(
    'workshop',
    `${COUNT} seats in ${seconds.toFixed(0)} s, each examined`,
    '0 left by expiry',
  );
});

test('a workshop that is interrupted after five clusters and created again has exactly twelve', async () => {
  await using host = await openE2eHost();
  await using workshop = await openWorkshop(host, COUNT);
  const { name, shell, out, creation, seats } = workshop;
  expect(await interruptAt(workshop, COUNT, 5)).toMatchObject({ code: 130 });
  const before = (await seats()).filter(({ server }) => server);
  expect(before.length).toBeGreaterThanOrEqual(5);
  expect(before.length).toBeLessThan(COUNT);
  expect(await shell.run(...creation(COUNT))).toMatchObject({ code: 0 });
  const after = await seats();
  expect(after.map(({ cluster }) => cluster)).toEqual(
    Array.from({ length: COUNT }, (_, index) => `${name}-${String(index + 1).padStart(2, '0')}`),
  );
  expect(after.map(({ ref }) => ref.leaseUid)).toEqual(
    expect.arrayContaining(before.map(({ ref }) => ref.leaseUid)),
  );
  expect(await shell.run('workshop', 'delete', name, `--out=${out}`)).toMatchObject({ code: 0 });
  for (const { ref } of after) expect(await host.view.hasNamespace(ref.namespace)).toBe(false);
  figures('workshop', `interrupted at ${before.length} of ${COUNT}, exactly ${after.length} then`);
});
