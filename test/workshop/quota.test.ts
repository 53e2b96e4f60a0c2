import { expect, test } from '@jest/globals';
import { isolationProblem, QUOTAS, quotaValues } from '../../src/workshop/quota.ts';

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

test("what a cloud tells its nodes, such as their credentials, is out of an attendee's reach", () => {
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
  'of %s by engine %s it is said that attendees cannot be kept apart: %s',
  (distro, vclusterVersion, input) => {
    expect(isolationProblem({ distro, vclusterVersion })?.input).toBe(input);
  },
);
