import { describe, expect, test } from '@jest/globals';
import table from '../../src/core/versions.json' with { type: 'json' };
import {
  DEFAULT_VCLUSTER_VERSION,
  isKubernetesVersion,
  isVclusterVersion,
  knownFault,
  plainVersion,
  resolveKubernetesVersion,
} from '../../src/core/versions.ts';

const patches: Record<string, string | undefined> = table.kubernetes.patches;
const { latest, stable } = table.kubernetes;
const minorBefore = (count: number) => `1.${Number(latest.split('.')[1]) - count}`;

describe('a Kubernetes version', () => {
  test.each([
    ['1.34.2', '1.34.2'],
    ['v1.20.0', '1.20.0'],
    ['1.33', patches['1.33']],
    ['v1.33', patches['1.33']],
    ['latest', patches[latest]],
    ['stable', patches[stable]],
    ['n-1', patches[minorBefore(1)]],
    ['n-2', patches[minorBefore(2)]],
    ['host', patches['1.32']],
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

  test('of the host is known only when the host is, and so is fine as an input', () => {
    expect(isKubernetesVersion('host')).toBe(true);
    expect(isKubernetesVersion('n-9')).toBe(false);
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

describe('the table', () => {
  test('has a patch for each alias, of its own minor', () => {
    expect(Object.keys(patches)).toEqual(
      expect.arrayContaining([latest, stable, minorBefore(1), minorBefore(2)]),
    );
    for (const [minor, patch] of Object.entries(patches))
      expect(patch).toMatch(new RegExp(`^${minor}\\.\\d+$`));
  });

  test('takes a vcluster that it supports', () => {
    expect(isVclusterVersion(DEFAULT_VCLUSTER_VERSION)).toBe(true);
  });
});

test.each([
  ['1.33.13', '1.34.4', '0.30.0', true],
  ['1.33.13', '1.34.4', '0.36.1', false],
  ['1.33.13', '1.33.1', '0.30.0', false],
  ['1.34.4', '1.34.4', '0.30.0', false],
])('%s on a host with %s by vcluster %s has a known fault: %s', (virtual, host, engine, has) => {
  expect(knownFault(virtual, host, engine) !== undefined).toBe(has);
});
