import { describe, expect, test } from '@jest/globals';
import { merge } from '../../../src/core/chart/merge-values.ts';
import { serviceNames } from '../../../src/core/chart/service-names.ts';
import { tunedValues, valuesIn } from '../../../src/core/chart/values.ts';
import type { ValuesInput } from '../../../src/core/chart/values-input.ts';

const valuesOf = (input: Partial<ValuesInput> = {}) =>
  tunedValues({
    distro: 'k8s',
    kubernetesVersion: '1.34.4',
    vclusterVersion: '0.30.0',
    ...input,
  });

describe('the tuned values', () => {
  test('run the asked Kubernetes on the free engine, with nothing that needs a cluster-wide right', () => {
    const values = valuesOf({ kubernetesVersion: '1.33.13' });
    expect(values).toHaveProperty('controlPlane.distro.k8s.image.tag', 'v1.33.13');
    expect(values).toHaveProperty(
      'controlPlane.statefulSet.image.repository',
      'loft-sh/vcluster-oss',
    );
    expect(values).toHaveProperty('rbac.clusterRole.enabled', false);
    expect(values).toHaveProperty('telemetry.enabled', false);
  });

  test('keep what a newer host says of pods, where a gate can do that', () => {
    const gate = 'controlPlane.distro.k8s.apiServer.extraArgs';
    const on = { kubernetesVersion: '1.33.13', hostVersion: '1.34.4' };
    expect(valuesOf(on)).toHaveProperty(gate, [expect.stringContaining('PodObservedGeneration')]);
    expect(valuesOf({ ...on, kubernetesVersion: '1.34.4' })).not.toHaveProperty(gate);
    expect(valuesOf({ ...on, hostVersion: '1.33.1' })).not.toHaveProperty(gate);
  });

  test('make the certificate good for the names of the Service', () => {
    const values = valuesIn({ name: 'ci-1', namespace: 'ci' }, { mode: 'service', hosts: [] });
    expect(values).toHaveProperty('controlPlane.proxy.extraSANs', [
      'ci-1.ci.svc',
      'ci-1.ci.svc.cluster.local',
    ]);
    expect(serviceNames({ name: 'a', namespace: 'b' })[0]).toBe('a.b.svc');
  });

  test.each([
    // version, takes a Service range, knows volume snapshot rules
    ['0.26.0', true, false],
    ['0.29.1', true, false],
    ['0.30.0-rc.1', true, true],
    ['0.30.0', true, true],
    ['0.35.9', true, true],
    ['0.36.0-alpha.1', false, false],
    ['0.36.1', false, false],
    ['1.0.0', false, false],
  ])(
    'of vcluster %s: Service range %p, volume snapshot rules %p',
    (vclusterVersion, range, rules) => {
      const values = valuesOf({ vclusterVersion, serviceCIDR: '10.96.0.0/16' });
      expect(values.serviceCIDR).toBe(range ? '10.96.0.0/16' : undefined);
      const { rbac } = values as { rbac: object };
      expect('enableVolumeSnapshotRules' in rbac).toBe(rules);
      expect(rbac).toHaveProperty('clusterRole.enabled', false);
    },
  );

  test('leave the Service range to the engine where the host does not tell it', () => {
    expect(valuesOf()).not.toHaveProperty('serviceCIDR');
  });
});

describe('where images come from', () => {
  test('is where they are published', () => {
    expect(valuesOf()).not.toHaveProperty('controlPlane.advanced');
    expect(valuesOf()).toHaveProperty(
      'controlPlane.coredns.deployment.image',
      'registry.k8s.io/coredns/coredns:v1.12.1',
    );
  });

  test('is a mirror, which the engine puts before all of them', () => {
    const values = valuesOf({ imageRegistry: 'mirror.test/ci' });
    expect(values).toHaveProperty('controlPlane.advanced', {
      defaultImageRegistry: 'mirror.test/ci',
    });
    expect(values).toHaveProperty(
      'controlPlane.coredns.deployment.image',
      'coredns/coredns:v1.12.1',
    );
  });

  test('may want credentials, which the chart gives to the pods of the cluster, too', () => {
    expect(valuesOf({ imagePullSecrets: ['a', 'b'] })).toHaveProperty('controlPlane.advanced', {
      serviceAccount: { imagePullSecrets: [{ name: 'a' }, { name: 'b' }] },
    });
  });
});

describe('merge', () => {
  test.each([
    ['mappings deeply', { a: { b: 1, c: 2 } }, { a: { c: 3 } }, { a: { b: 1, c: 3 } }],
    ['lists as a whole', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ['a mapping by a scalar', { a: { b: 1 } }, { a: false }, { a: false }],
    ['a scalar by a mapping', { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['null, which is helm for "take it out"', { a: { b: 1 } }, { a: null }, { a: null }],
    ['what only one side has', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
  ])('merges %s', (_, base, over, merged) => {
    expect(merge(base, over)).toEqual(merged);
  });

  test('changes neither side', () => {
    const base = Object.freeze({ a: Object.freeze({ b: 1 }) });
    const over = Object.freeze({ a: Object.freeze({ c: 2 }) });
    expect(merge(base, over)).toEqual({ a: { b: 1, c: 2 } });
  });
});
