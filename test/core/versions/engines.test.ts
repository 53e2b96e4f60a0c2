import { describe, expect, test } from '@jest/globals';
import { versionProblems } from '../../../src/core/spec/version-problems.ts';
import { doubtsOf } from '../../../src/core/versions/compatibility.ts';
import {
  DISTROS,
  defaultVcluster,
  isVclusterVersion,
  vclusterProblem,
} from '../../../src/core/versions/distros.ts';
import {
  type Combination,
  hasSkew,
  isFixedByFeatureGate,
} from '../../../src/core/versions/skew.ts';

test.each(DISTROS)('the engine that is taken for %s has it', (distro) => {
  expect(isVclusterVersion(defaultVcluster(distro))).toBe(true);
  expect(vclusterProblem(distro, defaultVcluster(distro))).toBeUndefined();
});

test.each([
  ['k3s', '0.33.0'],
  ['k0s', '0.26.0'],
  ['eks', '0.20.0'],
  ['k8s', '0.19.7'],
] as const)('%s is not in vcluster %s, and the answer says which has it', (distro, engine) => {
  expect(vclusterProblem(distro, engine)).toContain(`such as ${defaultVcluster(distro)}`);
});

test('all that is wrong with versions is said at once', () => {
  const spec = { kubernetesVersion: '1.36', vclusterVersion: '0.30.0', distro: 'eks' as const };
  expect(versionProblems(spec).map(({ input }) => input)).toEqual([
    'kubernetes-version',
    'vcluster-version',
  ]);
});

describe('doubts', () => {
  const TODAY = new Date('2026-11-01');
  const usual: Combination = {
    distro: 'k8s',
    kubernetesVersion: '1.34.4',
    vclusterVersion: '0.30.0',
    hostVersion: '1.34.4',
  };
  const doubts = (changes: Partial<Combination>) => doubtsOf({ ...usual, ...changes }, TODAY);

  test('there are none of what we test with', () => {
    expect(doubts({})).toEqual([]);
  });

  test.each([
    [{ kubernetesVersion: '1.32.13' }, /not Ready/],
    [{ kubernetesVersion: '1.33.1', distro: 'k3s' as const }, /not Ready/],
    [{ kubernetesVersion: '1.34.99' }, /take 1\.34\.4$/],
    [{ kubernetesVersion: '1.36.3' }, /vcluster-version 0\.35 has it/],
    [{ hostVersion: '1.29.1' }, /never tried/],
    [{ vclusterVersion: '0.31.0' }, /past its end of life on 2026-07-29$/],
    [
      { distro: 'eks' as const, vclusterVersion: '0.19.7', kubernetesVersion: '1.28.2' },
      /end of life, and newer ones have no eks/,
    ],
  ])('%j: %s', (changes, doubt) => {
    expect(doubts(changes).join('\n')).toMatch(doubt);
  });

  test('a fault that we mend is none', () => {
    expect(doubts({ kubernetesVersion: '1.33.13' })).toEqual([]);
  });

  test.each([
    ['1.33.13', '1.34.4', '0.30.0', true, true],
    ['1.32.13', '1.34.4', '0.30.0', true, false],
    ['1.33.13', '1.34.4', '0.36.1', false, false],
    ['1.33.13', '1.33.1', '0.30.0', false, false],
    ['1.34.4', '1.34.4', '0.30.0', false, false],
  ])(
    '%s on a host with %s by vcluster %s has the fault of #3578: %s, which a gate mends: %s',
    (virtual, host, engine, has, mended) => {
      const versions: Combination = {
        distro: 'k8s',
        kubernetesVersion: virtual,
        hostVersion: host,
        vclusterVersion: engine,
      };
      expect(hasSkew(versions)).toBe(has);
      expect(isFixedByFeatureGate(versions)).toBe(mended);
    },
  );
});
