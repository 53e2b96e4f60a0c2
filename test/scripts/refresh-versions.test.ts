import { describe, expect, test } from '@jest/globals';
import {
  describeChanges,
  refreshed,
  withChecksums,
  withLifecycle,
  withNewestPatches,
} from '../../scripts/refresh-versions.ts';

const distro = { newest: { '1.36': '1.36.3', '1.35': '1.35.4' } };

test('the newest patch of each minor is taken, and a minor that is new', () => {
  const versions = ['1.37.1', '1.37.0', '1.36.2', '1.36.10', '1.35.4', '1.20.1'];
  expect(refreshed(distro, versions, true)).toEqual({
    newest: { '1.37': '1.37.1', '1.36': '1.36.10', '1.35': '1.35.4' },
  });
});

test('a distro that vcluster no longer adds versions for gets no new minors', () => {
  expect(refreshed(distro, ['1.37.1', '1.36.4'])).toEqual({
    newest: { '1.36': '1.36.4', '1.35': '1.35.4' },
  });
});

test('an end of life is added or moved, but not for minors that are older than the table', () => {
  const known = [
    { minor: '1.36', endOfLife: '2027-06-28' },
    { minor: '1.35', endOfLife: '2027-02-28' },
  ];
  const cycles = [
    { cycle: '1.38', eol: false },
    { cycle: '1.37', eol: '2027-10-28' },
    { cycle: '1.36', eol: '2027-07-05' },
    { cycle: '1.9', eol: '2018-09-27' },
  ];
  expect(withLifecycle(known, cycles)).toEqual([
    { minor: '1.37', endOfLife: '2027-10-28' },
    { minor: '1.36', endOfLife: '2027-07-05' },
    { minor: '1.35', endOfLife: '2027-02-28' },
  ]);
});

test('each change is described with its source', () => {
  const before = {
    distros: { k8s: { vcluster: '0.30.0', ...distro } },
    charts: {},
    kubernetes: [{ minor: '1.36', endOfLife: '2027-06-28' }],
    vclusters: [{ minor: '0.36', newest: '0.36.0' }],
  };
  const after = {
    distros: { k8s: { vcluster: '0.30.0', newest: { '1.37': '1.37.1', ...distro.newest } } },
    charts: { 'vcluster-0.30.0': 'a' },
    kubernetes: [{ minor: '1.36', endOfLife: '2027-07-05' }],
    vclusters: [{ minor: '0.36', newest: '0.36.1' }],
  };
  expect(describeChanges(before, after)).toEqual([
    '- 1.37: none → 1.37.1 (newest patch of k8s, by the tags of its image)',
    '- 1.36: 2027-06-28 → 2027-07-05 (end of life, by https://endoflife.date/api/kubernetes.json)',
    '- 0.36: 0.36.0 → 0.36.1 (newest vcluster, by https://charts.loft.sh/index.yaml)',
    '- vcluster-0.30.0: none → a (checksum of the default chart, by https://charts.loft.sh/index.yaml)',
  ]);
  expect(describeChanges(after, after)).toEqual([]);
});

test('each line of vcluster gets its newest stable patch', () => {
  const versions = ['0.37.0-rc.1', '0.36.2', '0.36.10', '0.35.0'];
  const digest = '';
  const index = { entries: { vcluster: versions.map((version) => ({ version, digest })) } };
  const lines = [
    { minor: '0.37' },
    { minor: '0.36', newest: '0.36.1' },
    { minor: '0.35', newest: '0.35.1' },
  ];
  expect(withNewestPatches(lines, index)).toEqual([
    { minor: '0.37' },
    { minor: '0.36', newest: '0.36.10' },
    { minor: '0.35', newest: '0.35.1' },
  ]);
});

describe('the checksums of the default charts', () => {
  const index = { entries: { vcluster: [{ version: '0.31.0', digest: 'b' }] } };
  const wanted = [{ name: 'vcluster', version: '0.31.0' }];

  test('are added to those of earlier defaults', () => {
    expect(withChecksums({ 'vcluster-0.30.0': 'a' }, wanted, index)).toEqual({
      'vcluster-0.30.0': 'a',
      'vcluster-0.31.0': 'b',
    });
  });

  test('are an error if they are missing or have changed', () => {
    expect(() => withChecksums({}, wanted, { entries: {} })).toThrow(
      /no checksum of vcluster-0.31/,
    );
    expect(() => withChecksums({ 'vcluster-0.31.0': 'a' }, wanted, index)).toThrow(
      /vcluster-0.31.0 was replaced: .* has a, the index b/,
    );
  });
});
