import { expect, test } from '@jest/globals';
import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { NamespacedObject } from '../../../src/core/deletion/inventory.ts';
import { objectLeftovers, uncollected } from '../../../src/core/deletion/object-leftovers.ts';

/** As the host sends it: the times are strings. */
const object = (kind: string, metadata: object): NamespacedObject => {
  const plural = `${kind.toLowerCase()}s`;
  const more = { root: '/api/v1', plural, resource: plural, uid: 'u', owners: [] };
  return { ...more, kind, name: 'slow', metadata: metadata as V1ObjectMeta };
};

const END = '2026-01-01T12:05:00Z';
const deleted = (seconds?: number) => ({
  deletionTimestamp: END,
  ...(seconds !== undefined && { deletionGracePeriodSeconds: seconds }),
});
const judge = (...objects: NamespacedObject[]) => objectLeftovers('ci', objects);

test('a pod that an earlier deletion gave a long grace period is reported with it, and with its end', () => {
  expect(judge(object('Pod', deleted(300)))).toEqual([
    {
      object: 'Pod slow',
      reason: `the deletion of 2026-01-01T12:00:00Z gave it 300 s to terminate, until ${END}, which no later deletion shortens`,
    },
  ]);
});

test('a pod that stays after its short grace period leads to its node', () => {
  expect(judge(object('Pod', deleted(1)))).toEqual([
    {
      object: 'Pod slow',
      reason: `the deletion of 2026-01-01T12:04:59Z gave it 1 s to terminate, until ${END}`,
      hint: expect.stringContaining('kubectl --namespace ci get pod slow -o wide'),
    },
  ]);
});

test('a pod that a finalizer holds is reported with both the finalizer and the grace period', () => {
  const finalizers = ['example.com/never'];
  expect(judge(object('Pod', { ...deleted(300), finalizers }))).toEqual([
    {
      object: 'Pod slow',
      reason: expect.stringMatching(/^held by the finalizer example\.com\/never; .* 300 s /),
      hint: expect.stringContaining('patch pods slow'),
    },
  ]);
});

test('an object without a grace period is reported with its finalizer, or as in progress', () => {
  const held = object('ConfigMap', { ...deleted(0), finalizers: ['a', 'b'] });
  expect(judge(object('Secret', deleted()), held)).toMatchObject([
    { object: 'ConfigMap slow', reason: 'held by the finalizer a, b' },
    { object: 'Secret slow', reason: 'its deletion is in progress' },
  ]);
});

test('an object whose deletion has not begun is reported as left by the garbage collector', () => {
  const objects = [object('Secret', {}), object('Pod', deleted(1))];
  expect(judge(object('Secret', {}))).toEqual([]);
  expect(uncollected(objects)).toMatchObject([
    { object: 'Secret slow', reason: expect.stringContaining('the garbage collector') },
  ]);
});
