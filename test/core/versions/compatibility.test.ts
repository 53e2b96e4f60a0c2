import { describe, expect, test } from '@jest/globals';
import { versionProblems } from '../../../src/core/spec/version-problems.ts';
import { compatibilityWarnings } from '../../../src/core/versions/compatibility.ts';
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
import { DEFAULTS } from '../../support/subject.ts';

test.each(DISTROS)('the default vcluster version for %s supports it', (distro) => {
  expect(isVclusterVersion(defaultVcluster(distro))).toBe(true);
  expect(vclusterProblem(distro, defaultVcluster(distro))).toBeUndefined();
});

test.each([
  ['k3s', '0.33.0'],
  ['k0s', '0.26.0'],
  ['eks', '0.20.0'],
  ['k8s', '0.19.7'],
] as const)(
  'vcluster does not support %s in version %s, and the message names one that does',
  (distro, version) => {
    expect(vclusterProblem(distro, version)).toContain(`such as ${defaultVcluster(distro)}`);
  },
);

test('all problems with versions are reported together', () => {
  const spec = {
    kubernetesVersion: '1.36',
    vclusterVersion: '0.30.0',
    distro: 'eks' as const,
    versionsFile: undefined,
  };
  expect(versionProblems(spec).map(({ input }) => input)).toEqual([
    'kubernetes-version',
    'vcluster-version',
  ]);
});

describe('compatibility warnings', () => {
  const TODAY = new Date('2026-11-01');
  const usual: Combination = { ...DEFAULTS, hostVersion: '1.34.4' };
  const warnings = (changes: Partial<Combination>) =>
    compatibilityWarnings({ ...usual, ...changes }, TODAY);

  test('do not exist for the tested versions', () => {
    expect(warnings({})).toEqual([]);
  });

  test.each([
    [{ kubernetesVersion: '1.32.13', vclusterVersion: '0.30.0' }, /not Ready/],
    [
      { kubernetesVersion: '1.33.1', vclusterVersion: '0.30.0', distro: 'k3s' as const },
      /not Ready/,
    ],
    [{ kubernetesVersion: '1.36.99' }, /use 1\.36\.3$/],
    [{ vclusterVersion: '0.30.0' }, /vcluster-version 0\.35 supports it/],
    [{ hostVersion: '1.29.1' }, /is not tested/],
    [{ kubernetesVersion: '1.33.13' }, /1\.33 has reached its end of life on 2026-06-28/],
    [
      { vclusterVersion: '0.31.0' },
      /reached its end of life on 2026-07-29; vcluster-version 0\.37 supports Kubernetes 1\.36\.3$/,
    ],
    [
      { vclusterVersion: '0.31.0', kubernetesVersion: '1.37.2' },
      /vcluster-version 0\.37 supports Kubernetes 1\.30 - 1\.36$/m,
    ],
    [
      { distro: 'eks' as const, vclusterVersion: '0.19.7', kubernetesVersion: '1.28.2' },
      /end of life; newer versions do not support eks/,
    ],
  ])('%j: %s', (changes, warning) => {
    expect(warnings(changes).join('\n')).toMatch(warning);
  });

  test('do not mention a bug that a feature gate fixes', () => {
    expect(
      warnings({ kubernetesVersion: '1.33.13', vclusterVersion: '0.30.0' }).join(),
    ).not.toMatch(/not Ready/);
  });

  test.each([
    ['1.33.13', '1.34.4', '0.30.0', true, true],
    ['1.32.13', '1.34.4', '0.30.0', true, false],
    ['1.33.13', '1.34.4', '0.36.1', false, false],
    ['1.33.13', '1.33.1', '0.30.0', false, false],
    ['1.34.4', '1.34.4', '0.30.0', false, false],
  ])(
    '%s on a %s host with vcluster %s has the bug #3578: %s, which a feature gate fixes: %s',
    (virtual, host, vclusterVersion, has, fixed) => {
      const versions: Combination = {
        distro: 'k8s',
        kubernetesVersion: virtual,
        hostVersion: host,
        vclusterVersion,
      };
      expect(hasSkew(versions)).toBe(has);
      expect(isFixedByFeatureGate(versions)).toBe(fixed);
    },
  );
});
