import { gte } from 'semver';
import { distroPart } from './distro-part.ts';
import { type Exposure, exposureValues } from './exposure-values.ts';
import { merge } from './merge-values.ts';
import { type ServicePlace, serviceNames } from './service-names.ts';
import type { Values, ValuesInput } from './values-input.ts';

/**
 * Our vcluster.yaml: the official chart, made quick. What each part saves was measured; the engine's source has the
 * waits that it avoids.
 */
export function tunedValues(input: ValuesInput): Values {
  return merge(
    {
      controlPlane: {
        distro: distroPart(input),
        coredns: { deployment: { image: corednsImage(input) } },
        statefulSet: {
          image: { repository: 'loft-sh/vcluster-oss' },
          // The chart's own, said here so that the preflight knows what the pod asks for without reading the chart.
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
          // A cluster that lives for a job needs no volume that outlives its pod.
          // Where the user turns it on, the volume goes with the cluster.
          persistence: { volumeClaim: { enabled: false, retentionPolicy: 'Delete' } },
          enableServiceLinks: false,
        },
      },
      // Each pod of a StatefulSet would get an init container that is limited to 0.03 CPU.
      sync: { toHost: { pods: { rewriteHosts: { enabled: false } } } },
      networking: { advanced: { proxyKubelets: { byIP: false, byHostname: false } } },
      // A tenant of one namespace cannot make ClusterRoles, and nothing here needs one.
      rbac: { clusterRole: { enabled: false } },
      telemetry: { enabled: false },
    },
    merge(versionValues(input), registryValues(input)),
  );
}

/** The engine puts a mirror before the whole of this one, its registry too. Docker Hub, the chart's default, limits anonymous pulls. */
const corednsImage = ({ imageRegistry }: ValuesInput): string =>
  `${imageRegistry ? '' : 'registry.k8s.io/'}coredns/coredns:v1.12.1`;

function registryValues({ imageRegistry, imagePullSecrets = [] }: ValuesInput): Values {
  if (!imageRegistry && imagePullSecrets.length === 0) return {};
  const secrets = imagePullSecrets.map((name) => ({ name }));
  return {
    controlPlane: {
      advanced: {
        ...(imageRegistry && { defaultImageRegistry: imageRegistry }),
        // The chart gives them to the account of the cluster's own pods, too.
        ...(secrets.length > 0 && { serviceAccount: { imagePullSecrets: secrets } }),
      },
    },
  };
}

/** The part that depends on where the cluster is, which is known only once it has its lease, and how it is reached. */
export const valuesIn = (place: ServicePlace, exposure: Exposure): Values => ({
  controlPlane: {
    proxy: { extraSANs: [...serviceNames(place), ...exposure.hosts] },
    ...exposureValues(exposure),
  },
});

/** What only some charts know. */
function versionValues({ vclusterVersion, serviceCIDR }: ValuesInput): Values {
  const since = (version: string) => gte(vclusterVersion, `${version}-0`);
  const volumeSnapshotRules = since('0.30.0') && !since('0.36.0');
  return {
    // From 0.36 on the engine refuses a range that it did not find itself.
    ...(serviceCIDR && !since('0.36.0') && { serviceCIDR }),
    // Only these charts know the key; unset, it forces a ClusterRole.
    ...(volumeSnapshotRules && { rbac: { enableVolumeSnapshotRules: { enabled: false } } }),
    ...(since('0.26.0') && { controlPlane: { statefulSet: { probes: PROBES } }, ...LOGGING }),
  };
}

const LOGGING = { logging: { encoding: 'json' } };

/** Older charts have numbers of their own that cannot be changed: theirs look every 6 s. */
const PROBES = {
  startupProbe: { enabled: true, periodSeconds: 1, failureThreshold: 600, timeoutSeconds: 3 },
  readinessProbe: { enabled: true, periodSeconds: 1, failureThreshold: 60, timeoutSeconds: 3 },
};
