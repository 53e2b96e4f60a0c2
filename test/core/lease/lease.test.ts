import { describe, expect, test } from '@jest/globals';
import type { V1Job, V1JobSpec } from '@kubernetes/client-node';
import {
  CLUSTER_ID,
  EXPIRES_AT,
  MANAGED_BY,
  MANAGER,
  TTL_SECONDS,
} from '../../../src/core/cluster/labels.ts';
import { ClusterError } from '../../../src/core/errors.ts';
import type { Kube } from '../../../src/core/kube/clients.ts';
import {
  extendToTtl,
  LEASE_NAME,
  ownerReference,
  releaseLease,
  renewLease,
  takeLease,
} from '../../../src/core/lease/lease.ts';
import { apiException, fakeKube } from '../../support/fake-kube.ts';
import { createRef } from '../../support/ref.ts';

const MINUTE = 60_000;
const times = { lease: 5 * MINUTE, ttl: 60 * MINUTE };
const ref = createRef();
const image = 'registry.example/vcluster:1';
const OURS = { [MANAGED_BY]: MANAGER };
const CLOCK = { monotonic: () => 0 };
const NO_ANNOTATIONS = { annotations: {}, image };

/** The Job that `work` creates. */
async function createdBy(work: (kube: Kube) => Promise<unknown>): Promise<V1Job | undefined> {
  let created: V1Job | undefined;
  const createNamespacedJob: Kube['batch']['createNamespacedJob'] = async ({ body }) => {
    created = body;
    return { ...body, metadata: { ...body.metadata, uid: 'new-uid' } };
  };
  await work(fakeKube({ batch: { createNamespacedJob } }));
  return created;
}

/** The spec of a lease as the host cluster returns it. */
const specOf = (activeDeadlineSeconds: number): V1JobSpec => ({
  parallelism: 0,
  activeDeadlineSeconds,
  ttlSecondsAfterFinished: 0,
  suspend: false,
  template: {},
});

/** Clients that get an error when they create a Job. */
const refusing = (code: number, words = 'no way') =>
  fakeKube({
    batch: {
      createNamespacedJob: () => Promise.reject(apiException(code, words)),
      readNamespacedJob: async () => ({
        metadata: { uid: 'another-uid', labels: { ...OURS, [CLUSTER_ID]: 'another' } },
      }),
    },
  });

describe('taking the lease', () => {
  test('creates a Job that runs nothing, which Kubernetes deletes after its deadline', async () => {
    const annotations = { [EXPIRES_AT]: '2026-01-01T00:00:00.000Z' };
    const job = await createdBy((kube) =>
      takeLease(kube, ref, times, { annotations, image }, CLOCK),
    );
    expect(job).toMatchObject({
      metadata: { name: LEASE_NAME, labels: { [CLUSTER_ID]: ref.id }, annotations },
      spec: {
        parallelism: 0,
        backoffLimit: 0,
        activeDeadlineSeconds: 300,
        ttlSecondsAfterFinished: 0,
      },
    });
  });

  test('complies with policies for the pods of Jobs, although it starts none', async () => {
    const job = await createdBy((kube) => takeLease(kube, ref, times, NO_ANNOTATIONS, CLOCK));
    const resources = expect.objectContaining({
      cpu: expect.any(String),
      memory: expect.any(String),
    });
    expect(job?.spec?.template.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          image,
          resources: { requests: resources, limits: resources },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    });
  });

  test('counts from before the Job was created', async () => {
    let lease: unknown;
    await createdBy(async (kube) => {
      lease = await takeLease(kube, ref, times, NO_ANNOTATIONS, { monotonic: () => 1_000 });
    });
    expect(lease).toEqual({ uid: 'new-uid', since: 1_000, ...times });
  });

  test('a lease is never longer than the hard limit', async () => {
    const short = { lease: 5 * MINUTE, ttl: MINUTE };
    const job = await createdBy((kube) => takeLease(kube, ref, short, NO_ANNOTATIONS, CLOCK));
    expect(job?.spec?.activeDeadlineSeconds).toBe(60);
  });

  test('returns undefined if another cluster holds the namespace', async () => {
    expect(await takeLease(refusing(409), ref, times, NO_ANNOTATIONS, CLOCK)).toBeUndefined();
  });

  test('recognises its own lease if the answer to the creation was lost', async () => {
    const metadata = { uid: 'our-uid', labels: { ...OURS, [CLUSTER_ID]: ref.id } };
    const job = { metadata, spec: specOf(300) };
    const kube = fakeKube({
      batch: {
        createNamespacedJob: () => Promise.reject(apiException(409)),
        readNamespacedJob: async () => job,
      },
    });
    expect(await takeLease(kube, ref, times, NO_ANNOTATIONS, CLOCK)).toMatchObject({
      uid: 'our-uid',
    });
  });

  test('names the missing permission', async () => {
    const words = 'jobs.batch is forbidden: User "x" cannot create resource "jobs"';
    const taken = takeLease(refusing(403, words), ref, times, NO_ANNOTATIONS, CLOCK);
    await expect(taken).rejects.toMatchObject({
      summary: expect.stringContaining(words),
      hint: expect.stringContaining('rights.md'),
    });
  });

  test("contains any other message of the host's API", async () => {
    const taken = takeLease(refusing(500), ref, times, NO_ANNOTATIONS, CLOCK);
    await expect(taken).rejects.toThrow(ClusterError);
    await expect(taken).rejects.toThrow(/no way/);
  });
});

/** How webhooks change Jobs: Kueue, MultiKueue, policies. */
const CHANGES: [string, Partial<V1JobSpec>, RegExp][] = [
  ['suspends', { suspend: true }, /suspend is true instead of false/],
  ['hands over', { managedBy: 'kueue.x-k8s.io/multikueue' }, /managedBy is kueue/],
  ['keeps', { ttlSecondsAfterFinished: 86_400 }, /ttlSecondsAfterFinished is 86400 instead of 0/],
  ['never deletes', { ttlSecondsAfterFinished: undefined as never }, /is not set instead of 0/],
  ['prolongs', { activeDeadlineSeconds: 86_400 }, /activeDeadlineSeconds is 86400/],
  ['starts pods for', { parallelism: 1 }, /parallelism is 1 instead of 0/],
];

describe.each(CHANGES)('a host that %s Jobs', (_, change, words) => {
  const metadata = { uid: 'a-uid', labels: { ...OURS, [CLUSTER_ID]: ref.id } };
  /** The Job of every answer; what was deleted. */
  function changing(more: Partial<Kube['batch']> = {}) {
    const deleted: unknown[] = [];
    const job = { metadata, spec: { ...specOf(300), ...change } };
    const answer = async () => job;
    const kube = fakeKube({
      batch: {
        createNamespacedJob: answer,
        readNamespacedJob: answer,
        patchNamespacedJob: answer,
        deleteNamespacedJob: async ({ body }) => {
          deleted.push(body?.preconditions?.uid);
          return {};
        },
        ...more,
      },
    });
    return { kube, deleted };
  }

  test('gets no lease: it is deleted, and the error says what was changed', async () => {
    const { kube, deleted } = changing();
    await expect(takeLease(kube, ref, times, NO_ANNOTATIONS, CLOCK)).rejects.toMatchObject({
      summary: expect.stringMatching(words),
      hint: expect.stringContaining('Kueue'),
    });
    expect(deleted).toEqual(['a-uid']);
  });

  test('gets no lease if the answer to the creation was lost', async () => {
    const createNamespacedJob = () => Promise.reject(apiException(409));
    const { kube, deleted } = changing({ createNamespacedJob });
    await expect(takeLease(kube, ref, times, NO_ANNOTATIONS, CLOCK)).rejects.toThrow(words);
    expect(deleted).toEqual(['a-uid']);
  });

  test('does not keep a lease that it changes at a renewal', async () => {
    const { kube, deleted } = changing();
    const lease = { uid: 'a-uid', since: 0, ...times };
    await expect(renewLease(kube, 'ci', lease, CLOCK)).rejects.toThrow(words);
    expect(deleted).toEqual(['a-uid']);
  });
});

describe('releasing the lease', () => {
  const releasing = (answer: () => Promise<never>) =>
    releaseLease(fakeKube({ batch: { deleteNamespacedJob: answer } }), 'ci', { uid: 'our-uid' });

  test('deletes only this lease, and with it the objects that it owns', async () => {
    let asked: unknown;
    const deleteNamespacedJob: Kube['batch']['deleteNamespacedJob'] = async (request) => {
      asked = request;
      return {};
    };
    await releaseLease(fakeKube({ batch: { deleteNamespacedJob } }), 'ci', { uid: 'our-uid' });
    expect(asked).toEqual({
      name: LEASE_NAME,
      namespace: 'ci',
      body: { preconditions: { uid: 'our-uid' }, propagationPolicy: 'Background' },
    });
  });

  test('succeeds if the lease is already gone', async () => {
    await expect(releasing(() => Promise.reject(apiException(404)))).resolves.toBeUndefined();
  });

  test('fails on any other error', async () => {
    await expect(releasing(() => Promise.reject(apiException(403)))).rejects.toThrow();
  });
});

describe('extending a cluster beyond its job', () => {
  async function extend(id: string): Promise<{ extended: boolean; patches: unknown[] }> {
    const patches: unknown[] = [];
    const metadata = {
      uid: 'the-uid',
      labels: { [CLUSTER_ID]: id },
      annotations: { [TTL_SECONDS]: '3600' },
    };
    const kube = fakeKube({
      batch: {
        readNamespacedJob: async () => ({ metadata }),
        patchNamespacedJob: async ({ body }) => {
          patches.push(body);
          return { metadata, spec: specOf(3_600) };
        },
      },
    });
    return { extended: await extendToTtl(kube, ref), patches };
  }

  test('moves the deadline to the hard limit', async () => {
    const { extended, patches } = await extend(ref.id);
    expect(extended).toBe(true);
    expect(patches).toMatchObject([[{ op: 'test', value: 'the-uid' }, { value: 3_600 }]]);
  });

  test('does not change the lease of another cluster', async () => {
    expect(await extend('another-id')).toEqual({ extended: false, patches: [] });
  });

  test('returns false if the lease is over', async () => {
    const readNamespacedJob = () => Promise.reject(apiException(404));
    expect(await extendToTtl(fakeKube({ batch: { readNamespacedJob } }), ref)).toBe(false);
  });
});

test('an owner reference names the Job by its uid', () => {
  expect(ownerReference({ uid: 'u' })).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    name: LEASE_NAME,
    uid: 'u',
  });
});

test('a host that overwrites the labels of Jobs gets no lease, which no sweep would find', async () => {
  const deleted: unknown[] = [];
  const kube = fakeKube({
    batch: {
      createNamespacedJob: async ({ body }) => {
        const labels = { ...body.metadata?.labels, [MANAGED_BY]: 'platform', team: 'a' };
        return { ...body, metadata: { ...body.metadata, uid: 'a-uid', labels } };
      },
      deleteNamespacedJob: async ({ body }) => {
        deleted.push(body?.preconditions?.uid);
        return {};
      },
    },
  });
  await expect(takeLease(kube, ref, times, NO_ANNOTATIONS, CLOCK)).rejects.toMatchObject({
    summary: expect.stringContaining(`label ${MANAGED_BY} is platform instead of ${MANAGER}`),
  });
  expect(deleted).toEqual(['a-uid']);
});
