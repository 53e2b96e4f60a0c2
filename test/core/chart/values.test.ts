import { describe, expect, test } from '@jest/globals';
import { merge } from '../../../src/core/chart/merge-values.ts';
import { profileOf } from '../../../src/core/chart/profile-of.ts';
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

type Program = 'apiServer' | 'controllerManager';

interface K8s {
  controlPlane: { distro: { k8s: Record<Program, { extraArgs: string[] }> } };
}

/** The arguments of a program of the control plane. */
const argsOf = (program: Program, input: Partial<ValuesInput>): string[] =>
  (valuesOf(input) as unknown as K8s).controlPlane.distro.k8s[program].extraArgs;

describe('the tuned values', () => {
  test('run the requested Kubernetes on the open-source vcluster and need no cluster-wide right', () => {
    const values = valuesOf({ kubernetesVersion: '1.33.13' });
    expect(values).toHaveProperty('controlPlane.distro.k8s.image.tag', 'v1.33.13');
    expect(values).toHaveProperty(
      'controlPlane.statefulSet.image.repository',
      'loft-sh/vcluster-oss',
    );
    expect(values).toHaveProperty('rbac.clusterRole.enabled', 'auto');
    expect(values).toHaveProperty('telemetry.enabled', false);
  });

  test('keep pod status fields of a newer host if a feature gate can do so', () => {
    const on = { kubernetesVersion: '1.33.13', hostVersion: '1.34.4' };
    const gates = (input: Partial<ValuesInput>) =>
      argsOf('apiServer', input).filter((arg) => arg.startsWith('--feature-gates='));
    expect(gates(on)).toEqual([expect.stringContaining('PodObservedGeneration')]);
    expect(gates({ ...on, kubernetesVersion: '1.34.4' })).toEqual([]);
    expect(gates({ ...on, hostVersion: '1.33.1' })).toEqual([]);
  });

  test.each([
    ['1.36.3', expect.not.stringContaining('--controllers')],
    ['1.37.0', expect.stringMatching(/--controllers=\*,(?!.*cloud-node-lifecycle)/)],
  ])('name no controller that Kubernetes %s does not have', (kubernetesVersion, expected) => {
    expect(argsOf('controllerManager', { kubernetesVersion }).join(' ')).toEqual(expected);
  });

  test('ask the autoscalers not to evict the pod that holds the objects', () => {
    expect(valuesOf()).toHaveProperty('controlPlane.statefulSet.pods.annotations', {
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      'karpenter.sh/do-not-disrupt': 'true',
    });
  });

  test.each([
    [true, {}],
    [true, { statefulSet: { persistence: { volumeClaim: { enabled: false } } } }],
    [false, { statefulSet: { persistence: { volumeClaim: { enabled: true } } } }],
    [false, { statefulSet: { persistence: { volumeClaim: { enabled: 'auto' } } } }],
    [false, { statefulSet: { persistence: { dataVolume: [{ name: 'data', nfs: {} }] } } }],
    [false, { backingStore: { etcd: { deploy: { enabled: true } } } }],
    [false, { backingStore: { database: { external: { enabled: true } } } }],
  ])('all objects end with the pod: %s for %j', (ends, controlPlane) => {
    const values = merge(valuesOf(), { controlPlane });
    expect(profileOf('0.30.0').stateEndsWithPod(values)).toBe(ends);
  });

  test('add the names of the Service to the certificate', () => {
    const values = valuesIn({ name: 'ci-1', namespace: 'ci' }, { mode: 'service', hosts: [] });
    expect(values).toHaveProperty('controlPlane.proxy.extraSANs', [
      'ci-1.ci.svc',
      'ci-1.ci.svc.cluster.local',
    ]);
    expect(serviceNames({ name: 'a', namespace: 'b' })[0]).toBe('a.b.svc');
  });

  test.each([
    // version, accepts a Service range, has volume snapshot rules
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
      expect(rbac).toHaveProperty('clusterRole.enabled', 'auto');
    },
  );

  test('leave the Service range to vcluster if the host does not report it', () => {
    expect(valuesOf()).not.toHaveProperty('serviceCIDR');
  });
});

describe('images', () => {
  test('come from their original registries by default', () => {
    expect(valuesOf()).not.toHaveProperty('controlPlane.advanced');
    expect(valuesOf()).toHaveProperty(
      'controlPlane.coredns.deployment.image',
      'registry.k8s.io/coredns/coredns:v1.12.1',
    );
  });

  test('come from a mirror if one is set', () => {
    const values = valuesOf({ imageRegistry: 'mirror.test/ci' });
    expect(values).toHaveProperty('controlPlane.advanced', {
      defaultImageRegistry: 'mirror.test/ci',
    });
    expect(values).toHaveProperty(
      'controlPlane.coredns.deployment.image',
      'coredns/coredns:v1.12.1',
    );
  });

  test('use the pull secrets, also in pods of the cluster', () => {
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
    ['null, which removes the key in helm', { a: { b: 1 } }, { a: null }, { a: null }],
    ['keys of only one side', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
  ])('merges %s', (_, base, over, merged) => {
    expect(merge(base, over)).toEqual(merged);
  });

  test('changes neither argument', () => {
    const base = Object.freeze({ a: Object.freeze({ b: 1 }) });
    const over = Object.freeze({ a: Object.freeze({ c: 2 }) });
    expect(merge(base, over)).toEqual({ a: { b: 1, c: 2 } });
  });
});
