import { DEFAULT_VCLUSTER_VERSION } from '../versions.ts';
import { merge, tunedValues, type Values } from './values.ts';

interface Image {
  registry?: string;
  repository?: string;
  tag?: string;
}

/** The part of our values, and of the user's, that names images. */
interface ImageValues {
  controlPlane: {
    advanced?: { defaultImageRegistry?: string };
    distro: { k8s: { image?: Image } };
    statefulSet: { image?: Image };
    coredns: { enabled?: boolean; embedded?: boolean; deployment: { image: string } };
  };
}

/** The merged values, and the version that the chart puts where they name no tag. */
export interface ImagesInput {
  values: Values;
  vclusterVersion: string;
}

const controlPlane = (values: Values) => (values as unknown as ImageValues).controlPlane;

/**
 * The images of the control plane's pod. Registries, repositories and which value wins are those of the chart
 * (`templates/_helper.tpl` and `_init-containers.tpl`, the same from 0.26 to 0.36).
 */
export function controlPlaneImages({ values, vclusterVersion }: ImagesInput) {
  const { advanced, distro, statefulSet } = controlPlane(values);
  const path = (image: Image | undefined, repository: string, tag: string) => {
    const registry = advanced?.defaultImageRegistry || image?.registry || 'ghcr.io';
    return `${registry}/${image?.repository ?? repository}:${image?.tag || tag}`;
  };
  return {
    kubernetes: path(distro.k8s.image, 'loft-sh/kubernetes', ''),
    syncer: path(statefulSet.image, 'loft-sh/vcluster-oss', vclusterVersion),
  };
}

/**
 * The image that the engine's own manifest names for CoreDNS, a pod like those of users; undefined where there is none.
 * Our values say it, so that the engine's table of one version for each minor has no part in it.
 */
function corednsImage({ values }: ImagesInput): string | undefined {
  const { advanced, coredns } = controlPlane(values);
  if (coredns.enabled === false || coredns.embedded) return undefined;
  const registry = advanced?.defaultImageRegistry;
  return [registry, coredns.deployment.image].filter(Boolean).join('/');
}

/** Every image that a cluster pulls before anybody uses it, for those who mirror them. `values` are the user's. */
export function clusterImages({
  kubernetesVersion,
  vclusterVersion = DEFAULT_VCLUSTER_VERSION,
  values = {},
}: {
  /** Exact. */
  kubernetesVersion: string;
  vclusterVersion?: string | undefined;
  values?: Values | undefined;
}): string[] {
  // No image depends on where the cluster is.
  const tuned = tunedValues({ name: '', namespace: '', kubernetesVersion, vclusterVersion });
  const merged = { values: merge(tuned, values), vclusterVersion };
  const images = [...Object.values(controlPlaneImages(merged)), corednsImage(merged)];
  return images.filter((image) => image !== undefined);
}
