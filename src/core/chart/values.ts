import { gte } from 'semver';
import { distroPart } from './distro-part.ts';
import { DO_NOT_EVICT } from './do-not-evict.ts';
import { type Exposure, exposureValues } from './exposure-values.ts';
import { merge } from './merge-values.ts';
import { type ServiceOwner, serviceNames } from './service-names.ts';
import type { Values, ValuesInput } from './values-input.ts';

/**
 * Returns the vcluster.yaml that makes the official chart start fast. The effect of each part was measured; vcluster's
 * source has the waits that it avoids.
 */
export function tunedValues(input: ValuesInput): Values {
  return merge(
    {
      controlPlane: {
        distro: distroPart(input),
        coredns: { deployment: { image: corednsImage(input) } },
        statefulSet: {
          image: { repository: 'loft-sh/vcluster-oss' },
          // The chart's defaults, repeated here so that the preflight knows the requests without reading the chart.
          resources: {
            limits: { memory: '4Gi', 'ephemeral-storage': '10Gi' },
            requests: { cpu: '200m', memory: '256Mi', 'ephemeral-storage': '1Gi' },
          },
          security: {
            containerSecurityContext: {
              allowPrivilegeEscalation: false,
              runAsUser: 0,
              runAsGroup: 0,
            },
          },
          // A cluster for one job needs no volume that outlives its pod.
          // If the user enables persistence, the volume is deleted with the cluster.
          persistence: { volumeClaim: { enabled: false, retentionPolicy: 'Delete' } },
          pods: { annotations: DO_NOT_EVICT },
          enableServiceLinks: false,
        },
      },
      // Otherwise each pod of a StatefulSet gets an init container with a limit of 0.03 CPU.
      sync: { toHost: { pods: { rewriteHosts: { enabled: false } } } },
      networking: { advanced: { proxyKubelets: { byIP: false, byHostname: false } } },
      // A tenant of one namespace cannot create ClusterRoles. The chart creates one only for values that need it.
      rbac: { clusterRole: { enabled: 'auto' } },
      telemetry: { enabled: false },
    },
    merge(versionValues(input), registryValues(input)),
  );
}

/** vcluster puts a mirror before the whole name, including the registry. Docker Hub, the chart's default, limits anonymous pulls. */
const corednsImage = ({ imageRegistry }: ValuesInput): string =>
  `${imageRegistry ? '' : 'registry.k8s.io/'}coredns/coredns:v1.12.1`;

function registryValues({ imageRegistry, imagePullSecrets = [] }: ValuesInput): Values {
  if (!imageRegistry && imagePullSecrets.length === 0) return {};
  const secrets = imagePullSecrets.map((name) => ({ name }));
  return {
    controlPlane: {
      advanced: {
        ...(imageRegistry && { defaultImageRegistry: imageRegistry }),
        // The chart also adds them to the service account of the pods in the cluster.
        ...(secrets.length > 0 && { serviceAccount: { imagePullSecrets: secrets } }),
      },
    },
  };
}

/** Returns the values that depend on the namespace, which is known only once the cluster has its lease, and on the exposure. */
export const valuesIn = (ref: ServiceOwner, exposure: Exposure): Values => ({
  controlPlane: {
    proxy: { extraSANs: [...serviceNames(ref), ...exposure.hosts] },
    ...exposureValues(exposure),
  },
});

/** Returns the values that only some versions of the chart know. */
function versionValues({ vclusterVersion, serviceCIDR }: ValuesInput): Values {
  const since = (version: string) => gte(vclusterVersion, `${version}-0`);
  const volumeSnapshotRules = since('0.30.0') && !since('0.36.0');
  return {
    // Since 0.36, vcluster rejects a range that it did not find itself.
    ...(serviceCIDR && !since('0.36.0') && { serviceCIDR }),
    // Only these charts have the key; if it is not set, they create a ClusterRole.
    ...(volumeSnapshotRules && { rbac: { enableVolumeSnapshotRules: { enabled: false } } }),
    ...(since('0.26.0') && { controlPlane: { statefulSet: { probes: PROBES } }, ...LOGGING }),
  };
}

const LOGGING = { logging: { encoding: 'json' } };

/** Older charts have fixed probes, which run every 6 s. */
const PROBES = {
  startupProbe: { enabled: true, periodSeconds: 1, failureThreshold: 600, timeoutSeconds: 3 },
  readinessProbe: { enabled: true, periodSeconds: 1, failureThreshold: 60, timeoutSeconds: 3 },
};
