import { describe, expect, test } from '@jest/globals';
import { parseQuantity } from '../../src/core/preflight/quantity.ts';
import { isolationProblem, QUOTAS, quotaValues } from '../../src/workshop/quota.ts';

const seat = (connect: string, vclusterVersion = '0.30.0') => ({ connect, vclusterVersion });

test.each(QUOTAS)(
  'with the quota %s, attendees are isolated from the host and from each other',
  (quota) => {
    expect(quotaValues(quota, seat('node-port'))).toMatchObject({
      policies: { podSecurityStandard: 'baseline', networkPolicy: { enabled: true } },
    });
  },
);

const SIZES = QUOTAS.filter((quota) => quota !== 'none');

type Quantities = Record<string, string | number>;

/** The parts of the values that limit a seat. */
interface Limited {
  policies: {
    resourceQuota: { quota: Quantities };
    limitRange: { default: Quantities; defaultRequest: Quantities };
  };
  controlPlane: { statefulSet: { resources: { limits: Quantities; requests: Quantities } } };
}

/** CoreDNS as the manifest in vcluster has it. */
const COREDNS: Record<string, Quantities> = {
  limits: { cpu: '1', memory: '170Mi' },
  requests: { cpu: '20m', memory: '64Mi' },
};

describe.each(SIZES)('the quota %s', (size) => {
  const { policies, controlPlane } = quotaValues(size, seat('node-port')) as unknown as Limited;
  const { quota } = policies.resourceQuota;
  const { default: limits, defaultRequest: requests } = policies.limitRange;
  const pods = Number(quota.pods);

  test.each(Object.keys(quota).filter((key) => /^(limits|requests)\.(?!storage$)/.test(key)))(
    'has enough %s for as many pods without resources as it promises',
    (key) => {
      const [kind = '', resource = ''] = key.split(/\.(.*)/);
      const defaults: Record<string, Quantities> = { limits, requests };
      const own = controlPlane.statefulSet.resources as Record<string, Quantities>;
      const plain: Record<string, Quantities>[] = Array.from({ length: pods - 2 }, () => ({}));
      const needed = [own, COREDNS, ...plain]
        .map((it) => parseQuantity(it[kind]?.[resource] ?? defaults[kind]?.[resource] ?? 0))
        .reduce((sum, it) => sum + it, 0);
      expect(needed).toBeGreaterThan(0);
      expect(parseQuantity(quota[key] ?? 0)).toBeGreaterThanOrEqual(needed);
    },
  );

  test('has room for a rolling update of 5 pods beside the pods of the cluster', () => {
    // By default, a Deployment starts up to 25 % more pods, rounded up, before it ends old ones.
    expect(pods - 2).toBeGreaterThanOrEqual(5 + Math.ceil(5 * 0.25));
  });

  test('counts finished pods apart from running ones, so that Jobs do not use it up', () => {
    expect(quota['count/pods']).toBeGreaterThanOrEqual(10 * pods);
  });
});

test('a quota allows the one node port through which the cluster is reached', () => {
  const path = ['policies', 'resourceQuota', 'quota', 'services.nodeports'];
  expect(quotaValues('small', seat('node-port'))).toHaveProperty(path, 1);
  expect(quotaValues('small', seat('ingress'))).toHaveProperty(path, 0);
  expect(quotaValues('none', seat('node-port'))).not.toHaveProperty(path);
});

test.each([
  ['0.32.0', 'outgoingConnections.ipBlock.except'],
  ['0.33.1', 'workload.publicEgress.except'],
])(
  'with vcluster %s, attendees cannot reach the metadata service of a cloud, which hands out credentials',
  (vclusterVersion, path) => {
    expect(quotaValues('none', seat('node-port', vclusterVersion))).toHaveProperty(
      `policies.networkPolicy.${path}`,
      expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16']),
    );
  },
);

test.each([
  ['k8s', undefined, undefined],
  ['k8s', '0.20.0', undefined],
  ['eks', undefined, 'distro'],
  ['eks', '0.19.7', 'vcluster-version'],
] as const)(
  '%s with vcluster %s: the problem that attendees cannot be isolated is reported for %s',
  (distro, vclusterVersion, input) => {
    expect(isolationProblem({ distro, vclusterVersion, versionsFile: undefined })?.input).toBe(
      input,
    );
  },
);
