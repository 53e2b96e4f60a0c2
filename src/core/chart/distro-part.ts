import { gte, lt } from 'semver';
import { isFixedByFeatureGate } from '../versions/skew.ts';
import type { ValuesInput } from './values-input.ts';

/** With the chart's limit of 0.1 CPU, copying the binaries takes seconds. */
const RESOURCES = {
  limits: { cpu: '2', memory: '512Mi' },
  requests: { cpu: '40m', memory: '64Mi' },
};

/**
 * The controllers as vcluster selects them, but without cloud-node-lifecycle: Kubernetes 1.37 removed it, and refuses the
 * names of controllers that it does not have (vcluster 0.30 to 0.36: pkg/k8s/k8s.go).
 */
const CONTROLLERS =
  '--controllers=*,-nodeipam,-nodelifecycle,-persistentvolume-binder,-attachdetach,-persistentvolume-expander,-ttl';

/**
 * The address of the keys of service account tokens. The API server's own default is its address on the pod network of
 * the host cluster with a port that pods of the virtual cluster cannot reach.
 */
const JWKS_URI =
  '--service-account-jwks-uri=https://kubernetes.default.svc.cluster.local/openid/v1/jwks';

/** Returns the part of a vcluster.yaml that selects the distro and version of Kubernetes. */
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
  const isGated = hostVersion && isFixedByFeatureGate({ ...input, hostVersion });
  const featureGates = isGated ? ['--feature-gates=PodObservedGenerationTracking=true'] : [];
  return {
    // Up to 0.24, each program had a separate image.
    ...(lt(vclusterVersion, '0.25.0-0') ? { version: tag } : { image: { tag } }),
    resources: RESOURCES,
    apiServer: { extraArgs: [JWKS_URI, ...featureGates] },
    controllerManager: {
      // At the default of 20 requests per second, creating the controllers' tokens takes 4 s. There is only one replica to elect.
      extraArgs: [
        ...['--leader-elect=false', '--kube-api-qps=500', '--kube-api-burst=1000'],
        ...(gte(kubernetesVersion, '1.37.0-0') ? [CONTROLLERS] : []),
      ],
    },
  };
}
