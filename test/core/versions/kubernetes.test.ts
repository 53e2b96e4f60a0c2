import { describe, expect, test } from '@jest/globals';
import { rcompare, satisfies } from 'semver';
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
import { lifecycleNote } from '../../../src/core/versions/lifecycle.ts';
import { releaseOf } from '../../../src/core/versions/vclusters.ts';

const { newest, latest } = versionsOf('k8s');
const minorBefore = (count: number) => `1.${Number(latest.split('.')[1]) - count}`;

describe('a Kubernetes version', () => {
  test.each([
    ['1.34.2', '1.34.2'],
    ['v1.20.0', '1.20.0'],
    ['1.33', newest.get('1.33')],
    ['v1.33', newest.get('1.33')],
    ['latest', newest.get(latest)],
    ['stable', newest.get(latest)],
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
    ['eks', 'latest', '1.28.2'],
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
  ['1.99', ['1.37.2', '1.36.3', '1.35.4']],
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

test.each(DISTROS)('latest of %s is supported by its default vcluster', (distro) => {
  const versions = versionsOf(distro);
  const supported = releaseOf(versions.vcluster)?.kubernetes ?? '';
  const fits = [...versions.newest.values()].filter((version) => satisfies(version, supported));
  expect(versions.newest.get(versions.latest)).toBe(fits.toSorted(rcompare)[0]);
});

describe('the known versions', () => {
  test('are one patch version per minor version, newest first', () => {
    expect(knownVersions({ range: '1.33 - 1.35' })).toEqual(['1.35.4', '1.34.4', '1.33.13']);
  });

  test('are all patch versions with the granularity "patch"', () => {
    const versions = knownVersions({ range: '~1.36', granularity: 'patch' });
    expect(versions).toEqual(['1.36.3', '1.36.2', '1.36.1', '1.36.0']);
  });
});

test('the supported versions are those whose minor has not ended', () => {
  const on = (day: string) => knownVersions({ range: '1.33 - 1.36', supportedOn: new Date(day) });
  expect(on('2026-10-27T23:00:00Z')).toEqual(['1.36.3', '1.35.4', '1.34.4']);
  expect(on('2026-10-28T01:00:00Z')).toEqual(['1.36.3', '1.35.4']);
});

test.each([
  [
    '1.33.13',
    'Kubernetes 1.33 has reached its end of life on 2026-06-28 and gets no security fixes',
  ],
  ['1.20.1', 'Kubernetes 1.20 has reached its end of life and gets no security fixes'],
  ['1.35.4', 'Kubernetes 1.35 reaches its end of life on 2027-02-28'],
  ['1.36.3', undefined],
  ['1.99.0', undefined],
])('on 2027-01-15 the note about %s is: %s', (version, note) => {
  expect(lifecycleNote(version, new Date('2027-01-15'))).toBe(note);
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
    expect(versions.newest.has(versions.latest)).toBe(true);
    for (const [minor, patch] of versions.newest)
      expect(patch).toMatch(new RegExp(`^${minor.replace('.', '\\.')}\\.\\d+$`));
  },
);
