import { lt } from 'semver';
import { isFixedByFeatureGate } from '../versions/skew.ts';
import type { ValuesInput } from './values-input.ts';

/** The chart's limit of 0.1 CPU makes the copy of the binaries take seconds. */
const RESOURCES = {
  limits: { cpu: '2', memory: '512Mi' },
  requests: { cpu: '40m', memory: '64Mi' },
};

/** The part of a vcluster.yaml that says which Kubernetes it is. */
export function distroPart(input: ValuesInput): Record<string, object> {
  const { distro, kubernetesVersion } = input;
  if (distro === 'k8s') return { k8s: k8sPart(input) };
  const release = distro === 'k3s' ? 'k3s1' : 'k0s.0';
  const image = { tag: `v${kubernetesVersion}-${release}` };
  return { [distro]: { enabled: true, image, resources: RESOURCES } };
}

function k8sPart(input: ValuesInput): object {
  const { kubernetesVersion, vclusterVersion, hostVersion } = input;
  const tag = `v${kubernetesVersion}`;
  return {
    // Up to 0.24 there was an image for each program.
    ...(lt(vclusterVersion, '0.25.0-0') ? { version: tag } : { image: { tag } }),
    resources: RESOURCES,
    ...(hostVersion &&
      isFixedByFeatureGate({ ...input, hostVersion }) && {
        apiServer: { extraArgs: ['--feature-gates=PodObservedGenerationTracking=true'] },
      }),
    controllerManager: {
      // At the default 20 requests a second, making the controllers' tokens takes 4 s. There is one replica.
      extraArgs: ['--leader-elect=false', '--kube-api-qps=500', '--kube-api-burst=1000'],
    },
  };
}
