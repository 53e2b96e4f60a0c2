import { expect, test } from '@jest/globals';
import { nearestName } from '../../src/inputs/nearest-name.ts';

const NAMES = ['name', 'count', 'attendees', 'kubernetes-version', 'ttl'];

test.each([
  ['kubernetesVersion', 'kubernetes-version'],
  ['atendees', 'attendees'],
  ['TTL', 'ttl'],
  ['nmae', 'name'],
  ['colour', undefined],
])('the name nearest to %s is %s', (name, meant) => {
  expect(nearestName(name, NAMES)).toBe(meant);
});
