import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import { EXPIRES_AT, TTL_SECONDS } from '../../../src/core/cluster/labels.ts';
import { newIntent } from '../../../src/core/cluster/ref.ts';
import { kubeOf } from '../../../src/core/kube/clients.ts';
import { findLease } from '../../../src/core/lease/find-lease.ts';
import { LEASE_NAME, releaseLease } from '../../../src/core/lease/lease.ts';
import { type Claim, claimNamespace } from '../../../src/core/queue/claim.ts';
import { takeTicket } from '../../../src/core/queue/ticket.ts';
import type { Runtime } from '../../../src/core/runtime.ts';
import { eventually } from '../../support/eventually.ts';
import { type JobsHost, startJobsHost } from '../../support/jobs-host.ts';
import { recordingLog } from '../../support/log.ts';
import { createSpec } from '../../support/spec.ts';
import { createPlan, DEFAULTS } from '../../support/subject.ts';

jest.setTimeout(30_000);

const plan = createPlan();

let api: JobsHost;
beforeEach(async () => {
  api = await startJobsHost();
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
});

const kube = () => kubeOf(api.kubeConfig);

/** Starts a job that claims one of `namespaces`. */
function claim(namespaces: string[], name = 'ci-1', signal = AbortSignal.timeout(20_000)) {
  const log = recordingLog();
  const runtime = { hostCluster: api.kubeConfig, clock: systemClock, log } as unknown as Runtime;
  const spec = createSpec({ name, namespaces });
  const intent = newIntent(spec);
  const claimed = claimNamespace(runtime, kube(), spec, intent, plan, signal);
  claimed.catch(() => {});
  const untilQueued = () =>
    eventually(
      async () => log.lines.join('\n'),
      (text) => text.includes('waiting'),
    );
  return { intent, claimed, lines: log.lines, untilQueued };
}

const release = ({ ref, lease }: Claim) => releaseLease(kube(), ref.namespace, lease);

test('a free namespace is taken, and its lease contains the hard limit', async () => {
  const start = Date.now();
  const { ref, lease } = await claim(['ci']).claimed;
  expect(ref).toMatchObject({ namespace: 'ci', leaseUid: lease.uid });
  expect(api.requests).toEqual([`POST ci/${LEASE_NAME}`]);
  const { metadata, spec } = await kube().batch.readNamespacedJob({
    name: LEASE_NAME,
    namespace: 'ci',
  });
  expect(spec?.template.spec?.containers[0]?.image).toBe(
    `ghcr.io/loft-sh/vcluster-oss:${DEFAULTS.vclusterVersion}`,
  );
  expect(metadata?.annotations).toMatchObject({ [TTL_SECONDS]: '21600' });
  const end = Date.parse(metadata?.annotations?.[EXPIRES_AT] ?? '');
  expect(end - start - 6 * 3_600_000).toBeLessThan(10_000);
});

test('the first free namespace of a pool is taken', async () => {
  const pool = ['ci-2', 'ci-1', 'ci-3'];
  const taken = [];
  for (const name of ['a', 'b', 'c']) taken.push((await claim(pool, name).claimed).ref.namespace);
  expect(taken).toEqual(pool);
});

test('a waiting job logs its position in the queue and the holders, and leaves no ticket behind', async () => {
  const first = await claim(['ci'], 'first').claimed;
  const second = claim(['ci'], 'second');
  await second.untilQueued();
  const third = claim(['ci'], 'third');
  await third.untilQueued();
  expect(second.lines).toEqual([
    expect.stringMatching(
      /^info: waiting at position 1 in the queue; taken: ci by first until \d{4}-\S+Z/,
    ),
  ]);
  expect(third.lines[0]).toMatch(/^info: waiting at position 2 in the queue/);

  await release(first);
  const { ref, lease } = await second.claimed;
  expect(ref.namespace).toBe('ci');
  await eventually(
    async () => third.lines.length,
    (count) => count === 2,
  );
  expect(third.lines[1]).toMatch(/^info: waiting at position 1 in the queue; taken: ci by second/);
  await release({ ref, lease });
  await third.claimed;
  expect(api.names('ci')).toEqual([LEASE_NAME]);
});

test('ten parallel jobs share three namespaces: each gets its turn, never two in one namespace', async () => {
  const pool = ['ci-1', 'ci-2', 'ci-3'];
  const held = new Map<string, string>();
  const served: string[] = [];
  const work = async (name: string) => {
    const claimed = await claim(pool, name).claimed;
    const { namespace } = claimed.ref;
    expect(held.get(namespace)).toBeUndefined();
    held.set(namespace, name);
    await systemClock.sleep(20);
    held.delete(namespace);
    served.push(name);
    await release(claimed);
  };
  const names = Array.from({ length: 10 }, (_, index) => `job-${index}`);
  await Promise.all(names.map(work));
  expect(served.toSorted()).toEqual(names);
  expect(pool.flatMap((namespace) => api.names(namespace))).toEqual([]);
});

test('a later job does not overtake waiting jobs', async () => {
  const first = await claim(['ci'], 'first').claimed;
  const second = claim(['ci'], 'second');
  await second.untilQueued();
  await release(first);
  const third = claim(['ci'], 'third');
  await second.claimed;
  await third.untilQueued();
});

test('the turn of a killed job passes on after a moment', async () => {
  const spec = createSpec({ name: 'killed', namespaces: ['ci'] });
  await takeTicket(kube(), newIntent(spec), 60_000, 'registry.example/a:1');
  const { claimed, lines } = claim(['ci']);
  await claimed;
  expect(lines).toEqual(['info: waiting at position 2 in the queue; jobs ahead: 1']);
});

test('a job that may not create a ticket waits without a position', async () => {
  api.refuse = ({ metadata }) => metadata?.name !== LEASE_NAME;
  const first = await claim(['ci'], 'first').claimed;
  const second = claim(['ci'], 'second');
  await second.untilQueued();
  expect(second.lines.at(-1)).toMatch(/^info: waiting; taken: ci by first/);
  await release(first);
  await second.claimed;
});

test('after the time limit the error names the holders, and the job leaves the queue', async () => {
  const pool = ['ci-1', 'ci-2'];
  await claim(pool, 'a').claimed;
  await claim(pool, 'b').claimed;
  const { claimed } = claim(pool, 'c', AbortSignal.timeout(500));
  await expect(claimed).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Namespaces ci-1, ci-2 were held by other jobs for the whole time; taken: ci-1 by a until .*, ci-2 by b until/,
    ),
    hint: expect.stringContaining('`queue-timeout`'),
  });
  await eventually(
    async () => api.names('ci-1'),
    (names) => names.length === 1,
  );
  expect(api.names('ci-1')).toEqual([LEASE_NAME]);
});

test('the saved intent is enough to find the lease that was taken', async () => {
  await claim(['ci-1'], 'another').claimed;
  const { intent, claimed } = claim(['ci-1', 'ci-2']);
  const { ref } = await claimed;
  expect(ref.namespace).toBe('ci-2');
  expect(await findLease(kube(), intent)).toMatchObject({ ref });
  expect(await findLease(kube(), { ...intent, id: 'of another' })).toBeUndefined();
});

describe('a namespace with an object that this tool did not create', () => {
  const secret = (name: string, more = {}) => ({ metadata: { name, ...more } });
  const release = {
    type: 'helm.sh/release.v1',
    ...secret('sh.helm.release.v1.ci-1.v1', { labels: { name: 'ci-1' } }),
  };

  test.each([
    ['virtual cluster theirs', 'deployments', secret('theirs')],
    ['helm release ci-1', 'secrets', release],
    ['Secret ci-1-certs', 'secrets', secret('ci-1-certs')],
    ['Secret vc-ci-1', 'secrets', secret('vc-ci-1')],
  ])('is released immediately: %s', async (what, kind, object) => {
    api.others = (path) => (path.endsWith(kind) ? [object] : []);
    await expect(claim(['ci']).claimed).rejects.toThrow(what);
    expect(api.requests).toEqual([`POST ci/${LEASE_NAME}`, `DELETE ci/${LEASE_NAME}`]);
  });

  test('is taken if the object does not conflict', async () => {
    const unrelated = [secret('registry'), { ...release, ...secret('x') }];
    api.others = (path) => (path.endsWith('secrets') ? unrelated : []);
    await claim(['ci']).claimed;
    expect(api.requests).toEqual([`POST ci/${LEASE_NAME}`]);
  });
});

test('the job waits for remains of the previous cluster and renews its lease meanwhile', async () => {
  const ownerReferences = [
    { apiVersion: 'batch/v1', kind: 'Job', name: LEASE_NAME, uid: 'before' },
  ];
  let lists = 0;
  api.others = (path) => {
    if (!path.endsWith('deployments')) return [];
    lists += 1;
    return lists < 3 ? [{ metadata: { name: 'ci-1', ownerReferences } }] : [];
  };
  const { claimed, lines } = claim(['ci']);
  await claimed;
  expect(api.requests.map((request) => request.split(' ')[0])).toEqual(['POST', 'PATCH', 'PATCH']);
  expect(lines).toEqual(['info: waiting: the previous cluster in namespace ci is being deleted']);
});

test('a Job of somebody else with the name of the lease is reported at once, and stays untouched', async () => {
  const theirs = { metadata: { name: LEASE_NAME }, spec: { template: {} } };
  await kube().batch.createNamespacedJob({ namespace: 'ci', body: theirs });
  await expect(claim(['ci']).claimed).rejects.toMatchObject({
    summary: expect.stringMatching(/^Namespace ci contains a Job named ephemeral-vcluster, which/),
    hint: expect.stringContaining('rename that Job'),
  });
  expect(api.names('ci')).toEqual([LEASE_NAME]);
  expect(api.requests.filter((request) => request.startsWith('DELETE'))).toEqual([]);
});
