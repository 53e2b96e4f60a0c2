import { describe, expect, test } from '@jest/globals';
import { DISTROS, versionsOf } from '../../../src/core/versions/distros.ts';
import {
  isKnownPatch,
  isKubernetesVersion,
  knownVersions,
  nearestVersions,
  plainVersion,
  resolveKubernetesVersion,
  versionProblem,
} from '../../../src/core/versions/kubernetes.ts';

const { newest, latest, stable } = versionsOf('k8s');
const minorBefore = (count: number) => `1.${Number(latest.split('.')[1]) - count}`;

describe('a Kubernetes version', () => {
  test.each([
    ['1.34.2', '1.34.2'],
    ['v1.20.0', '1.20.0'],
    ['1.33', newest.get('1.33')],
    ['v1.33', newest.get('1.33')],
    ['latest', newest.get(latest)],
    ['stable', newest.get(stable)],
    ['n-1', newest.get(minorBefore(1))],
    ['n-2', newest.get(minorBefore(2))],
    ['host', newest.get('1.32')],
  ])('%s on a 1.32.7 host is %s', (wanted, exact) => {
    expect(exact).toMatch(/^\d+\.\d+\.\d+$/);
    expect(resolveKubernetesVersion(wanted, '1.32.7')).toBe(exact);
  });

  test.each([
    ['1.20', '1.34.4'],
    ['host', '1.20.3'],
    ['toString', '1.34.4'],
  ])('%s on a %s host is not in the table', (wanted, hostVersion) => {
    expect(resolveKubernetesVersion(wanted, hostVersion)).toBeUndefined();
  });

  test('"host" is a valid input, although it depends on the host cluster', () => {
    expect(isKubernetesVersion('host')).toBe(true);
    expect(isKubernetesVersion('n-9')).toBe(false);
  });

  test.each([
    ['eks', 'stable', '1.28.2'],
    ['eks', '1.28', '1.28.2'],
    // The tags of its images contain more than the version.
    ['eks', '1.28.3', undefined],
    ['k0s', 'latest', '1.30.2'],
    ['k3s', '1.34', '1.34.1'],
    ['k3s', '1.34.2', '1.34.2'],
    ['k3s', '1.36', undefined],
  ] as const)('with the distro %s, %s is %s', (distro, wanted, exact) => {
    expect(resolveKubernetesVersion(wanted, '', distro)).toBe(exact);
  });
});

test.each([
  ['1.99', ['1.36.3', '1.35.4', '1.34.4']],
  ['1.29', ['1.30.14', '1.31.14', '1.32.13']],
  ['1.34.9', ['1.34.4', '1.35.4', '1.33.13']],
])('the versions nearest to %s are %j', (wanted, expected) => {
  expect(nearestVersions(wanted, 'k8s')).toEqual(expected);
});

test('the message about an unknown version names known ones', () => {
  expect(versionProblem('1.20', '', 'k8s')).toContain('the nearest are 1.30.14, 1.31.14, 1.32.13');
  expect(versionProblem('1.34', '', 'eks')).toContain('of the distro eks');
  expect(versionProblem('1.34', '', 'k8s')).toBeUndefined();
});

test.each([
  ['1.34.4', true],
  ['1.34.0', true],
  ['1.34.99', false],
  ['1.20.1', false],
])('whether the table covers %s: %s', (version, known) => {
  expect(isKnownPatch(version, 'k8s')).toBe(known);
});

describe('the known versions', () => {
  test('are one patch version per minor version, newest first', () => {
    expect(knownVersions({ range: '>=1.33' })).toEqual(['1.36.3', '1.35.4', '1.34.4', '1.33.13']);
  });

  test('are all patch versions with the granularity "patch"', () => {
    const versions = knownVersions({ range: '~1.36', granularity: 'patch' });
    expect(versions).toEqual(['1.36.3', '1.36.2', '1.36.1', '1.36.0']);
  });
});

test.each([
  ['v1.34.4', '1.34.4'],
  ['v1.34.4+k3s1', '1.34.4'],
  ['v1.34.4-gke.100', '1.34.4'],
  ['v1.34.4-eks-1a2b3c', '1.34.4'],
])('%s is %s', (gitVersion, plain) => {
  expect(plainVersion(gitVersion)).toBe(plain);
});

test.each(DISTROS)(
  'the table of %s has a patch version for each alias, in its minor version',
  (distro) => {
    const versions = versionsOf(distro);
    for (const alias of [versions.latest, versions.stable])
      expect(versions.newest.has(alias)).toBe(true);
    for (const [minor, patch] of versions.newest)
      expect(patch).toMatch(new RegExp(`^${minor.replace('.', '\\.')}\\.\\d+$`));
  },
);
