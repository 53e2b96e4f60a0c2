import { expect, test } from '@jest/globals';
import { QUOTAS, quotaValues } from '../../src/workshop/quota.ts';

test.each(QUOTAS)(
  'with the quota %s attendees are kept from the host and from each other',
  (quota) => {
    expect(quotaValues(quota, 'node-port')).toMatchObject({
      policies: { podSecurityStandard: 'baseline', networkPolicy: { enabled: true } },
    });
  },
);

test('a quota leaves room for the one port by which the cluster is reached', () => {
  const path = ['policies', 'resourceQuota', 'quota', 'services.nodeports'];
  expect(quotaValues('small', 'node-port')).toHaveProperty(path, 1);
  expect(quotaValues('small', 'ingress')).toHaveProperty(path, 0);
  expect(quotaValues('none', 'node-port')).not.toHaveProperty(path);
});
