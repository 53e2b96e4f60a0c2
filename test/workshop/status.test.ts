import { expect, test } from '@jest/globals';
import type { SeatOnHost } from '../../src/workshop/seats-on-host.ts';
import { statusesOf } from '../../src/workshop/status.ts';

const seat = (cluster: string, attendee: string, server?: string): SeatOnHost => ({
  ...{ cluster, attendee, server, kubernetesVersion: '1.34.4' },
  expiresAt: new Date('2026-12-01T12:00:00Z'),
  ref: { name: cluster, namespace: `vcluster-${cluster}`, ownNamespace: true, id: cluster },
});

const THERE = [seat('go-01', 'Linus', 'https://one:30000'), seat('go-03', 'Grace')];

const states = (attendees?: string[]) =>
  statusesOf({ name: 'go', ...(attendees && { attendees }) }, THERE).map(
    ({ cluster, attendee, state }) => [cluster, attendee, state],
  );

test('seats on the host have a status', () => {
  expect(states()).toEqual([
    ['go-01', 'Linus', 'ready'],
    ['go-03', 'Grace', 'making'],
  ]);
});

test('attendees on the list without a seat are missing, with the seat that they will get', () => {
  expect(states(['Ada', 'Grace'])).toEqual([
    ['go-01', 'Linus', 'ready'],
    ['go-02', 'Ada', 'missing'],
    ['go-03', 'Grace', 'making'],
  ]);
});
