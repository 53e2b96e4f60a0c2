import { expect, test } from '@jest/globals';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../../src/core/errors.ts';
import { extendWorkshop } from '../../src/workshop/extend-workshop.ts';
import type { SeatOnHost } from '../../src/workshop/seats-on-host.ts';
import { SteppedClock } from '../support/clock.ts';

const BEFORE = new Date('2026-12-01T12:00:00Z');
const AFTER = new Date('2026-12-01T20:00:00Z');

const seat = (number: number, more: Partial<SeatOnHost> = {}): SeatOnHost => ({
  ...{ cluster: `go-0${number}`, attendee: `Attendee ${number}`, server: 'https://one:30000' },
  ...{ kubernetesVersion: '1.34.4', expiresAt: BEFORE },
  ref: { name: `go-0${number}`, namespace: `ns-${number}`, ownNamespace: true, id: `${number}` },
  ...more,
});

const work = {
  extend: async (_: unknown, { name }: { name: string }) => {
    if (name === 'go-02') throw new ClusterError('go-02 has no lease.', { hint: 'It is gone.' });
    return AFTER;
  },
  renew: async (_: unknown, workshop: string, it: SeatOnHost) => ({
    ...{ workshop, attendee: it.attendee, cluster: it.cluster, context: it.cluster },
    ...{ server: it.server ?? '', kubernetesVersion: '1.34.4', kubeconfig: 'new' },
    expiresAt: it.expiresAt ?? new Date(0),
  }),
};

function extend(seats: SeatOnHost[], selected: string[], signal = new AbortController().signal) {
  const extended: string[] = [];
  const runtime = { hostCluster: {} as KubeConfig, clock: new SteppedClock(), signal };
  const extension = { workshop: 'go', seats, selected: new Set(selected), ttl: 28_800_000 };
  const onExtended = ({ cluster }: SeatOnHost, until: Date) =>
    void extended.push(`${cluster} ${until.toISOString()}`);
  return { extended, result: extendWorkshop(runtime, extension, onExtended, work) };
}

test('selected clusters are extended, and all seats get new hand-outs', async () => {
  const { extended, result } = extend([seat(1), seat(3)], ['go-03']);
  const { handOuts, failed } = await result;
  expect(extended).toEqual(['go-03 2026-12-01T20:00:00.000Z']);
  expect(handOuts.map(({ cluster, expiresAt }) => [cluster, expiresAt])).toEqual([
    ['go-01', BEFORE],
    ['go-03', AFTER],
  ]);
  expect(failed).toEqual([]);
});

test('a seat that fails or is not ready is reported with the reason, and the others continue', async () => {
  const seats = [seat(1), seat(2), seat(3, { server: undefined })];
  const { result } = extend(seats, ['go-01', 'go-02', 'go-03']);
  const { handOuts, failed } = await result;
  expect(handOuts.map(({ cluster }) => cluster)).toEqual(['go-01']);
  expect(failed).toEqual([
    { attendee: 'Attendee 2', cluster: 'go-02', reason: 'go-02 has no lease. It is gone.' },
    {
      ...{ attendee: 'Attendee 3', cluster: 'go-03' },
      reason: 'it is not ready: create the workshop again',
    },
  ]);
});

test('an interruption is not reported as a failure', async () => {
  const { result } = extend([seat(1)], ['go-01'], AbortSignal.abort(new Error('SIGINT')));
  await expect(result).rejects.toThrow('SIGINT');
});
