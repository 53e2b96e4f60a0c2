import { describe, expect, test } from '@jest/globals';
import { ownVersions } from '../../../src/core/spec/own-versions.ts';
import { versionProblems } from '../../../src/core/spec/version-problems.ts';
import { compatibilityWarnings } from '../../../src/core/versions/compatibility.ts';
import { defaultVcluster, versionsOf } from '../../../src/core/versions/distros.ts';
import { knownVersions, resolveKubernetesVersion } from '../../../src/core/versions/kubernetes.ts';

const own = ownVersions.parse(
  'k8s: {kubernetes: [1.33.13, 1.36.3, 1.34.1, 1.34.4, 1.38.0], vcluster: 0.31.0}',
);

describe('own versions', () => {
  test.each([
    ['1.34', '1.34.4'],
    ['1.34.1', '1.34.1'],
    ['1.34.2', undefined],
    ['1.35', undefined],
    ['1.38', '1.38.0'],
    // vcluster 0.31 supports Kubernetes up to 1.34.
    ['latest', '1.34.4'],
    ['n-1', '1.33.13'],
    ['n-2', undefined],
  ])('replace those of the table: %s is %s', (wanted, exact) => {
    expect(resolveKubernetesVersion(wanted, '', 'k8s', own)).toBe(exact);
  });

  test('have their default version of vcluster, and leave other distros as they are', () => {
    expect(defaultVcluster('k8s', own)).toBe('0.31.0');
    expect(versionsOf('k3s', own)).toEqual(versionsOf('k3s'));
  });

  test('are all listed as patches, newest first', () => {
    const query = { own, range: '~1.34' };
    expect(knownVersions(query)).toEqual(['1.34.4']);
    expect(knownVersions({ ...query, granularity: 'patch' })).toEqual(['1.34.4', '1.34.1']);
  });

  test('name the nearest ones if a version is not among them', () => {
    const spec = { kubernetesVersion: '1.35', vclusterVersion: undefined, distro: 'k8s' as const };
    expect(versionProblems({ ...spec, versionsFile: own })).toEqual([
      {
        input: 'kubernetes-version',
        given: '1.35',
        allowed: 'a version in versions-file; the nearest are 1.34.4, 1.36.3, 1.33.13',
      },
    ]);
  });

  test('are the choice of the user, who gets no warning about their default', () => {
    const versions = { kubernetesVersion: '1.34.4', vclusterVersion: '0.31.0', own };
    const combination = { ...versions, distro: 'k8s' as const, hostVersion: '1.34.4' };
    expect(compatibilityWarnings(combination, new Date('2026-11-01'))).toEqual([]);
  });

  test('without supported ones have the newest one as latest', () => {
    const newer = ownVersions.parse('{"k8s": {"kubernetes": ["1.38.0", "1.39.1"]}}');
    expect(resolveKubernetesVersion('latest', '', 'k8s', newer)).toBe('1.39.1');
  });
});

test.each([
  ['k8s: {kubernetes: []}', /k8s\.kubernetes: a list with at least one version/],
  ['k8s: {kubernetes: [1.34]}', /k8s\.kubernetes\.0/],
  ['k8s: {kubernetes: ["1.34"]}', /k8s\.kubernetes\.0: an exact version such as 1\.36\.3/],
  ['k8s: {kubernetes: [1.34.4], vcluster: newest}', /k8s\.vcluster: a full version/],
  ['eks: {kubernetes: [1.28.2], vcluster: 0.30.0}', /eks\.vcluster: .*supports the distro eks/],
  ['k8s: {kubernetes: [1.34.4], images: here}', /images/],
  ['openshift: {kubernetes: [1.34.4]}', /openshift/],
  ['k8s: {kubernetes: []}\nk3s: {vcluster: x}', /k8s\.kubernetes: .*; k3s\.kubernetes: /],
  ['- 1.34.4', /mapping/],
])('%s is refused: %s', (text, why) => {
  expect(ownVersions.safeParse(text).error?.issues[0]?.message).toMatch(why);
});
