import { expect, test } from '@jest/globals';
import { ownedBy } from '../../../src/core/deletion/owner-graph.ts';

const object = (uid: string, ...owners: string[]) => ({ uid, owners });
const owned = (...objects: ReturnType<typeof object>[]) =>
  ownedBy(['lease'], objects).map(({ uid }) => uid);

test('an object belongs to the lease that owns it, directly or through other objects in any order', () => {
  const pod = object('pod', 'replica-set');
  expect(owned(pod, object('replica-set', 'deployment'), object('deployment', 'lease'))).toEqual([
    'pod',
    'replica-set',
    'deployment',
  ]);
});

test('an object without an owner, or with another one, does not belong to the lease', () => {
  expect(owned(object('secret'), object('pod', 'their-job'))).toEqual([]);
});

test('an object that another object owns too does not belong to the lease, nor does what it owns', () => {
  expect(owned(object('pod', 'lease', 'their-job'))).toEqual([]);
  expect(owned(object('set', 'their-job', 'lease'), object('pod', 'set'))).toEqual([]);
});

test('an object with several owners belongs to the lease if all of them do', () => {
  const [service, pod] = [object('service', 'lease'), object('pod', 'lease', 'service')];
  expect(owned(pod, service)).toEqual(['pod', 'service']);
});
