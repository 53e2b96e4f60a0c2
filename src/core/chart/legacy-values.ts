import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import { versionsOf } from '../versions/distros.ts';
import { type Exposure, ingressHost, serviceType } from './exposure-values.ts';
import type { PodParts } from './pod-parts.ts';
import type { Profile } from './profile.ts';
import { serviceNames } from './service-names.ts';

interface LegacyValues {
  defaultImageRegistry?: string;
  api: { image: string };
  controller: { image: string };
  etcd: { image: string };
  coredns: { enabled?: boolean; image: string };
  syncer: Pick<V1Container, 'resources' | 'securityContext'> & {
    image?: string;
    podSecurityContext?: V1PodSpec['securityContext'];
  };
}

/** The chart for EKS, up to 0.19. The tags of its images contain the number of Amazon's release. */
export const legacy: Profile = {
  chart: (distro) => `vcluster-${distro}`,

  tunedValues: (input) => {
    const { distro, kubernetesVersion, vclusterVersion, imageRegistry } = input;
    const release = versionsOf(distro).releases?.[kubernetesVersion];
    const image = (name: string, version: string) =>
      `${imageRegistry ?? 'public.ecr.aws'}/eks-distro/${name}:v${version}-${release}`;
    return {
      api: { image: image('kubernetes/kube-apiserver', kubernetesVersion) },
      controller: { image: image('kubernetes/kube-controller-manager', kubernetesVersion) },
      // A cluster for one job needs no volumes.
      etcd: { image: image('etcd-io/etcd', '3.5.9'), storage: { persistence: false } },
      coredns: { image: image('coredns/coredns', '1.10.1') },
      serviceAccount: { imagePullSecrets: input.imagePullSecrets?.map((name) => ({ name })) },
      syncer: {
        image: `${imageRegistry ?? 'ghcr.io'}/loft-sh/vcluster:${vclusterVersion}`,
        storage: { persistence: false },
        // The chart's defaults, repeated here so that the preflight knows them.
        resources: {
          limits: { 'ephemeral-storage': '8Gi', memory: '2Gi' },
          requests: { cpu: '10m', 'ephemeral-storage': '300Mi', memory: '256Mi' },
        },
        securityContext: { allowPrivilegeEscalation: false },
        podSecurityContext: { runAsUser: 0, runAsGroup: 0 },
      },
      telemetry: { disabled: 'true' },
    };
  },

  valuesIn: (ref, exposure) => ({
    syncer: {
      extraArgs: [...serviceNames(ref), ...exposure.hosts].map((name) => `--tls-san=${name}`),
    },
    ...exposedBy(exposure),
  }),

  balancedService: (name) => `${name}-lb`,

  podParts: (values, { vclusterVersion }): PodParts => {
    const { api, controller, syncer, defaultImageRegistry = '' } = of(values);
    const own = syncer.image ?? `ghcr.io/loft-sh/vcluster:${vclusterVersion}`;
    const { resources, securityContext } = syncer;
    const copying = (name: string, image: string) => ({
      name,
      image: `${defaultImageRegistry}${image}`,
      resources,
    });
    return {
      initContainers: [
        copying('vcluster-copy', own),
        copying('kube-controller-manager', controller.image),
        copying('kube-apiserver', api.image),
      ],
      containers: [{ ...copying('syncer', own), securityContext }],
      securityContext: syncer.podSecurityContext,
    };
  },

  coreDnsParts: () => undefined,

  // It is in the pod of etcd.
  stateEndsWithPod: () => false,

  otherImages: (values) => {
    const { etcd, coredns, defaultImageRegistry = '' } = of(values);
    const images = coredns.enabled === false ? [etcd.image] : [etcd.image, coredns.image];
    return images.map((image) => `${defaultImageRegistry}${image}`);
  },
};

function exposedBy(exposure: Exposure) {
  const type = serviceType(exposure);
  const host = ingressHost(exposure);
  return { ...(type && { service: { type } }), ...(host && { ingress: { enabled: true, host } }) };
}

const of = (values: object) => values as LegacyValues;
