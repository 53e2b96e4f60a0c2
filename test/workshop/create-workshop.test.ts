import { describe, expect, test } from '@jest/globals';
import { ClusterError, InputError } from '../../src/core/errors.ts';
import type { Runtime } from '../../src/core/runtime.ts';
import { createWorkshop } from '../../src/workshop/create-workshop.ts';
import type { HandOut } from '../../src/workshop/hand-out/index.ts';
import type { SeatEvent } from '../../src/workshop/progress.ts';
import type { SeatWork } from '../../src/workshop/seat-work.ts';
import type { SeatOnHost } from '../../src/workshop/seats-on-host.ts';
import type { Workshop } from '../../src/workshop/workshop.ts';
import { SteppedClock } from '../support/clock.ts';
import { recordingLog } from '../support/log.ts';
import { createSpec } from '../support/spec.ts';

const END = new Date('2026-12-01T12:00:00Z');

const workshopOf = (attendees: string[], more: Partial<Workshop> = {}): Workshop => ({
  ...{ name: 'go', attendees, spec: createSpec(), quota: 'small', manifests: [], charts: [] },
  ...{ parallel: 2, ...more },
});

const onHost = (cluster: string, attendee: string, server?: string): SeatOnHost => ({
  ...{ cluster, attendee, server, kubernetesVersion: '1.33.2', expiresAt: END },
  ref: {
    name: cluster,
    namespace: `vcluster-${cluster}`,
    ownNamespace: true,
    id: `old ${cluster}`,
  },
});

const handOutOf = (attendee: string, cluster: string, kubernetesVersion: string): HandOut => ({
  ...{ workshop: 'go', attendee, cluster, context: cluster, server: 'https://one:30000' },
  ...{ kubernetesVersion, kubeconfig: '', expiresAt: END },
});

interface FakeWorkOptions {
  there?: SeatOnHost[];
  /** Called before a cluster is created; may reject. */
  making?: (cluster: string, attempt: number, signal: AbortSignal) => Promise<void>;
}

/** A workshop on a fake host, on which every step succeeds immediately unless `making` delays or fails it. */
function fakeWork({ there = [], making = async () => {} }: FakeWorkOptions = {}) {
  const done: string[] = [];
  const events: SeatEvent[] = [];
  const controller = new AbortController();
  const attempts = new Map<string, number>();
  let atOnce = 0;
  const most = { atOnce: 0 };
  const work: SeatWork = {
    find: async () => there,
    prepare: async (_, workshop) => {
      done.push('prepare');
      return workshop;
    },
    make: async ({ signal }, { spec }, { attendee, cluster }, intent) => {
      const attempt = (attempts.get(cluster) ?? 0) + 1;
      attempts.set(cluster, attempt);
      done.push(`make ${cluster}${spec.sweep ? ' and sweep' : ''}`);
      expect(intent).toMatchObject({ name: cluster, workshop: 'go' });
      most.atOnce = Math.max(most.atOnce, ++atOnce);
      try {
        await making(cluster, attempt, signal);
      } finally {
        atOnce--;
      }
      return handOutOf(attendee, cluster, '1.34.4');
    },
    renew: async (_, __, seat) => {
      done.push(`renew ${seat.cluster}`);
      return handOutOf(seat.attendee, seat.cluster, seat.kubernetesVersion);
    },
    remove: async (_, { name, id }, verifyFor) => {
      const which = id.startsWith('old') ? 'old' : 'failed';
      done.push(`remove ${which} ${name}${verifyFor ? '' : ' without waiting'}`);
      return { state: 'deleted', detail: `${name} is gone`, leftovers: [] };
    },
  };
  const log = recordingLog();
  const runtime = {
    clock: new SteppedClock(),
    log,
    signal: controller.signal,
  } as unknown as Runtime;
  const hostFor = async () => ({ ...runtime, [Symbol.asyncDispose]: async () => {} });
  return {
    ...{ done, events, controller, most, log },
    create: (workshop: Workshop) =>
      createWorkshop(runtime, workshop, hostFor, (event) => void events.push(event), work),
    states: () => events.map(({ seat, state }) => `${seat.cluster} ${state}`),
  };
}

const clusters = (handOuts: readonly { cluster: string }[]) =>
  handOuts.map(({ cluster }) => cluster);

test('each attendee gets a cluster, `parallel` at the same time, and the host is swept once', async () => {
  const { create, done, most } = fakeWork({
    making: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const result = await create(workshopOf(['Ada', 'Grace', 'Barbara', 'Edith', 'Mary']));
  expect(clusters(result.handOuts)).toEqual(['go-01', 'go-02', 'go-03', 'go-04', 'go-05']);
  expect(result).toMatchObject({ failed: [], untried: 0, unlisted: [] });
  expect(most.atOnce).toBe(2);
  expect(done.filter((it) => it.endsWith('sweep'))).toEqual(['make go-01 and sweep']);
});

test('a Service in the manifests that asks for a node port is warned about once', async () => {
  const { create, log } = fakeWork({});
  const spec = { type: 'NodePort', ports: [{ port: 80, nodePort: 30987 }] };
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec };
  await create(workshopOf(['Ada', 'Grace'], { manifests: [{ source: 'web.yaml', object }] }));
  const warnings = log.lines.filter((line) => line.startsWith('warning'));
  expect(warnings).toEqual([expect.stringContaining('web.yaml: Service web asks for node port')]);
});

describe('created again', () => {
  test('ready seats are kept and reported first, incomplete ones are created again, missing ones are created', async () => {
    const there = [onHost('go-01', 'Ada'), onHost('go-02', 'Grace', 'https://one:30000')];
    const { create, done, events } = fakeWork({ there });
    const { handOuts } = await create(workshopOf(['Ada', 'Grace', 'Barbara'], { parallel: 1 }));
    expect(done).toEqual([
      'prepare',
      'renew go-02',
      'remove old go-01',
      'make go-01 and sweep',
      'make go-03',
    ]);
    expect(handOuts.map((it) => it.kubernetesVersion)).toEqual(['1.34.4', '1.33.2', '1.34.4']);
    expect(events[0]).toEqual({
      seat: { number: 2, attendee: 'Grace', cluster: 'go-02' },
      ...{ state: 'kept', kubernetesVersion: '1.33.2', expiresAt: END },
    });
  });

  test('attendees keep their clusters when the list changes, and those no longer on it are reported', async () => {
    const there = [
      onHost('go-01', 'Linus', 'https://one:30000'),
      onHost('go-02', 'Grace', 'https://one:30000'),
    ];
    const { create, done } = fakeWork({ there });
    const { handOuts, unlisted } = await create(workshopOf(['Ada', 'Grace']));
    expect(clusters(handOuts)).toEqual(['go-02', 'go-03']);
    expect(clusters(unlisted)).toEqual(['go-01']);
    expect(done).toEqual(['prepare', 'renew go-02', 'make go-03 and sweep']);
  });

  test('if all seats are ready, nothing is prepared', async () => {
    const { create, done } = fakeWork({ there: [onHost('go-01', 'Ada', 'https://one:30000')] });
    await create(workshopOf(['Ada']));
    expect(done).toEqual(['renew go-01']);
  });

  test('a namespace without a lease, whose attendee is unknown, is deleted and created again', async () => {
    const { create, done } = fakeWork({ there: [onHost('go-01', '')] });
    const { handOuts, unlisted } = await create(workshopOf(['Ada']));
    expect(clusters(handOuts)).toEqual(['go-01']);
    expect(unlisted).toEqual([]);
    expect(done).toEqual(['prepare', 'remove old go-01', 'make go-01 and sweep']);
  });
});

describe('a seat that fails', () => {
  const broken = new ClusterError('no room\nfor it', { hint: 'Add a node.' });

  test('is deleted and tried once more', async () => {
    const { create, done, states } = fakeWork({
      making: async (cluster, attempt) => {
        if (cluster === 'go-01' && attempt === 1) throw broken;
      },
    });
    const { handOuts, failed } = await create(workshopOf(['Ada', 'Grace'], { parallel: 1 }));
    expect(clusters(handOuts)).toEqual(['go-01', 'go-02']);
    expect(failed).toEqual([]);
    expect(done.slice(1, 4)).toEqual([
      'make go-01 and sweep',
      'remove failed go-01',
      'make go-01 and sweep',
    ]);
    expect(states()).toEqual([
      'go-01 making',
      'go-01 retrying',
      'go-01 ready',
      'go-02 making',
      'go-02 ready',
    ]);
  });

  test('twice is deleted and reported with its reason and hint, while the others continue', async () => {
    const { create, done } = fakeWork({
      making: async (cluster) => {
        if (cluster === 'go-01') throw broken;
      },
    });
    const { handOuts, failed } = await create(workshopOf(['Ada', 'Grace', 'Barbara']));
    expect(clusters(handOuts)).toEqual(['go-02', 'go-03']);
    expect(failed).toEqual([
      { attendee: 'Ada', cluster: 'go-01', reason: 'no room for it Add a node.' },
    ]);
    expect(done.filter((it) => it.includes('go-01'))).toEqual([
      ...['make go-01 and sweep', 'remove failed go-01'],
      ...['make go-01 and sweep', 'remove failed go-01'],
    ]);
  });

  test('because of an input that all share ends the creation without a retry', async () => {
    const problem = new InputError([{ input: 'values', allowed: 'others' }]);
    const { create, done } = fakeWork({
      making: async () => {
        throw problem;
      },
    });
    const creation = create(workshopOf(['Ada', 'Grace', 'Barbara'], { parallel: 1 }));
    await expect(creation).rejects.toBe(problem);
    expect(done).toEqual(['prepare', 'make go-01 and sweep', 'remove failed go-01']);
  });
});

test('an input that all share and that one seat rejects ends the other seats in progress', async () => {
  const problem = new InputError([{ input: 'manifests', allowed: 'others' }]);
  let started = () => {};
  const second = new Promise<void>((resolve) => {
    started = resolve;
  });
  const { create, done, states } = fakeWork({
    making: async (cluster, _, signal) => {
      if (cluster === 'go-01') {
        await second;
        throw problem;
      }
      started();
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
    },
  });
  await expect(create(workshopOf(['Ada', 'Grace', 'Barbara']))).rejects.toBe(problem);
  expect(done).toEqual([
    ...['prepare', 'make go-01 and sweep', 'make go-02'],
    ...['remove failed go-01', 'remove failed go-02 without waiting'],
  ]);
  expect(states()).toEqual(['go-01 making', 'go-02 making']);
});

test('an interruption deletes the seats in progress, keeps ready ones and starts no others', async () => {
  const there = [onHost('go-04', 'Edith', 'https://one:30000')];
  const { create, done, controller } = fakeWork({
    there,
    making: async (cluster) => {
      if (cluster !== 'go-02') return;
      controller.abort(new Error('SIGINT'));
      throw new Error('cancelled');
    },
  });
  const workshop = workshopOf(['Ada', 'Grace', 'Barbara', 'Edith'], { parallel: 1 });
  const result = await create(workshop);
  expect(clusters(result.handOuts)).toEqual(['go-01', 'go-04']);
  expect(result).toMatchObject({ failed: [], untried: 2 });
  expect(done).toEqual([
    'prepare',
    'renew go-04',
    'make go-01 and sweep',
    'make go-02',
    'remove failed go-02 without waiting',
  ]);
});
