import type { V1Service } from '@kubernetes/client-node';
import type { Manifest } from './manifests.ts';

/**
 * Returns a warning for each Service that asks for certain node ports. Node ports are those of the host cluster, which all
 * virtual clusters share, and no error says that a port is another cluster's.
 */
export const fixedNodePortWarnings = (manifests: readonly Manifest[]): string[] =>
  manifests.flatMap(({ source, object }) => {
    if (object.apiVersion !== 'v1' || object.kind !== 'Service') return [];
    const { metadata, spec } = object as V1Service;
    const ports = [
      ...(spec?.ports ?? []).map(({ nodePort }) => nodePort),
      spec?.healthCheckNodePort,
    ];
    const fixed = ports.filter((port) => port);
    if (fixed.length === 0) return [];
    return [
      `${source}: Service ${metadata?.name} asks for node port ${fixed.join(', ')}. All clusters share the node ports of the host cluster: the Service can get another port, or the port can lead to pods of another cluster. Leave \`nodePort\` out, and read the assigned port from the Service.`,
    ];
  });
