import { expect, test } from '@jest/globals';
import { isolationProblem, QUOTAS, quotaValues } from '../../src/workshop/quota.ts';

test.each(QUOTAS)(
  'with the quota %s, attendees are isolated from the host and from each other',
  (quota) => {
    expect(quotaValues(quota, 'node-port')).toMatchObject({
      policies: { podSecurityStandard: 'baseline', networkPolicy: { enabled: true } },
    });
  },
);

test('a quota allows the one node port through which the cluster is reached', () => {
  const path = ['policies', 'resourceQuota', 'quota', 'services.nodeports'];
  expect(quotaValues('small', 'node-port')).toHaveProperty(path, 1);
  expect(quotaValues('small', 'ingress')).toHaveProperty(path, 0);
  expect(quotaValues('none', 'node-port')).not.toHaveProperty(path);
});

test('attendees cannot reach the metadata service of a cloud, which hands out credentials', () => {
  const path = 'policies.networkPolicy.outgoingConnections.ipBlock.except';
  expect(quotaValues('none', 'node-port')).toHaveProperty(
    path,
    expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16']),
  );
});

test.each([
  ['k8s', undefined, undefined],
  ['k8s', '0.20.0', undefined],
  ['eks', undefined, 'distro'],
  ['eks', '0.19.7', 'vcluster-version'],
] as const)(
  '%s with vcluster %s: the problem that attendees cannot be isolated is reported for %s',
  (distro, vclusterVersion, input) => {
    expect(isolationProblem({ distro, vclusterVersion })?.input).toBe(input);
  },
);
