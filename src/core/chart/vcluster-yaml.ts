import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import { lt } from 'semver';
import type { ContainerParts, PodParts } from './pod-parts.ts';
import type { PodInput, Profile } from './profile.ts';
import { tunedValues, valuesIn } from './values.ts';
import type { Values } from './values-input.ts';

interface Image {
  registry?: string;
  repository?: string;
  tag?: string;
}

type Settings = Pick<V1Container, 'resources' | 'securityContext'>;

/** The part of the values that determines the pod and its state. */
interface PodValues {
  controlPlane: {
    advanced?: { defaultImageRegistry?: string };
    coredns: {
      enabled?: boolean;
      embedded?: boolean;
      deployment: Pick<V1Container, 'resources'> & { image: string };
      security?: Security;
    };
    distro: Record<string, Settings & { image?: Image; version?: string }>;
    backingStore?: {
      etcd?: Record<'deploy' | 'external' | 'embedded', Switch | undefined>;
      database?: { external?: Switch };
    };
    statefulSet: Pick<V1Container, 'resources'> & {
      image?: Image;
      security?: Security;
      persistence?: { volumeClaim?: Switch; dataVolume?: unknown };
    };
  };
}

interface Switch {
  enabled?: boolean | 'auto';
}

interface Security {
  podSecurityContext?: V1PodSpec['securityContext'];
  containerSecurityContext?: V1Container['securityContext'];
}

/** The default image of each distro. An empty registry means Docker Hub. */
const IMAGES: Record<string, { registry: string; repository: string }> = {
  k8s: { registry: 'ghcr.io', repository: 'loft-sh/kubernetes' },
  k3s: { registry: '', repository: 'rancher/k3s' },
  k0s: { registry: '', repository: 'k0sproject/k0s' },
};

/** The chart of all distros since 0.20. */
export const vclusterYaml: Profile = {
  chart: () => 'vcluster',
  tunedValues,
  valuesIn,
  balancedService: (name) => name,

  podParts: (values, input): PodParts => {
    const { statefulSet } = of(values);
    const { security } = statefulSet;
    return {
      initContainers: distroContainers(values, input),
      containers: [
        {
          name: 'syncer',
          image: imageIn(values, statefulSet.image, {
            registry: 'ghcr.io',
            repository: 'loft-sh/vcluster-oss',
            tag: input.vclusterVersion,
          }),
          resources: statefulSet.resources,
          securityContext: security?.containerSecurityContext,
        },
      ],
      securityContext: security?.podSecurityContext,
    };
  },

  coreDnsParts: (values): PodParts | undefined => {
    const { coredns } = of(values);
    const [image] = corednsImages(values);
    if (!image) return undefined;
    const { podSecurityContext, containerSecurityContext } = coredns.security ?? {};
    const { resources = COREDNS.resources } = coredns.deployment;
    const securityContext = containerSecurityContext ?? COREDNS.securityContext;
    return {
      initContainers: [],
      containers: [{ name: 'coredns', image, resources, securityContext }],
      securityContext: podSecurityContext ?? podSecurityDefault(values),
    };
  },

  stateEndsWithPod: (values) => {
    const { backingStore, statefulSet } = of(values);
    const { volumeClaim, dataVolume } = statefulSet.persistence ?? {};
    const { etcd, database } = backingStore ?? {};
    const stores = [etcd?.deploy, etcd?.external, etcd?.embedded, database?.external];
    // `auto` is also a volume claim.
    return !volumeClaim?.enabled && !dataVolume && !stores.some((store) => store?.enabled);
  },

  otherImages: (values) => corednsImages(values),
};

/**
 * The defaults of the chart's values and of vcluster's manifest (vcluster: pkg/coredns/template.go). The user is missing: vcluster
 * runs CoreDNS as its own user, which the host cluster may assign.
 */
const COREDNS: Settings = {
  resources: {
    limits: { cpu: '1000m', memory: '170Mi' },
    requests: { cpu: '20m', memory: '64Mi' },
  },
  securityContext: {
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
};

const podSecurityDefault = (values: Values): V1PodSpec['securityContext'] => {
  const { policies } = values as { policies?: { podSecurityStandard?: string } };
  return policies?.podSecurityStandard ? { seccompProfile: { type: 'RuntimeDefault' } } : undefined;
};

/** The values always set the image of CoreDNS, so vcluster's own table of images is not used. */
function corednsImages(values: Values): string[] {
  const { advanced, coredns } = of(values);
  if (coredns.enabled === false || coredns.embedded) return [];
  return [[advanced?.defaultImageRegistry, coredns.deployment.image].filter(Boolean).join('/')];
}

function distroContainers(values: Values, input: PodInput): ContainerParts[] {
  const { distro, vclusterVersion } = input;
  const { image, version, resources, securityContext } = of(values).distro[distro] ?? {};
  const settings = { resources, securityContext };
  if (distro === 'k8s' && lt(vclusterVersion, '0.25.0-0')) {
    return ['kube-apiserver', 'kube-controller-manager'].map((name) => {
      const usual = { registry: 'registry.k8s.io', repository: name, tag: version };
      return { name, image: imageIn(values, undefined, usual), ...settings };
    });
  }
  const name = distro === 'k8s' ? 'kubernetes' : distro;
  return [{ name, image: imageIn(values, image, IMAGES[distro] ?? {}), ...settings }];
}

/** Returns an image as the chart writes it: the registry for all images overrides the image's own registry. */
function imageIn(values: Values, image: Image = {}, usual: Image): string {
  const registry =
    of(values).advanced?.defaultImageRegistry || (image.registry ?? usual.registry ?? '');
  const path = `${image.repository ?? usual.repository}:${image.tag || usual.tag || ''}`;
  return registry ? `${registry}/${path}` : path;
}

const of = (values: Values) => (values as unknown as PodValues).controlPlane;
