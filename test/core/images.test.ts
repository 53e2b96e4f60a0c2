import { describe, expect, test } from '@jest/globals';
import { clusterImages } from '../../src/core/release/images.ts';

const images = (values?: Record<string, unknown>) =>
  clusterImages({ kubernetesVersion: '1.34.4', vclusterVersion: '0.30.0', values });

test('a cluster pulls its control plane and CoreDNS', () => {
  expect(images()).toEqual([
    'ghcr.io/loft-sh/kubernetes:v1.34.4',
    'ghcr.io/loft-sh/vcluster-oss:0.30.0',
    expect.stringMatching(/^registry\.k8s\.io\/coredns\/coredns:v/),
  ]);
});

describe('values change that', () => {
  test('by a registry for all', () => {
    const advanced = { defaultImageRegistry: 'mirror.example' };
    for (const image of images({ controlPlane: { advanced } }))
      expect(image).toMatch(/^mirror\.example\//);
  });

  test('by an image of their own', () => {
    const statefulSet = { image: { registry: 'mirror.example', repository: 'a', tag: 'b' } };
    expect(images({ controlPlane: { statefulSet } })).toContain('mirror.example/a:b');
  });

  test.each([{ enabled: false }, { embedded: true }])('by %j for CoreDNS', (coredns) => {
    expect(images({ controlPlane: { coredns } })).toHaveLength(2);
  });
});
