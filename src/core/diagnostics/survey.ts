import type { KubeConfig, V1Pod } from '@kubernetes/client-node';
import { apiMessage } from '../kube/clients.ts';
import { ApiReader } from './api-reader.ts';
import type { Part } from './parts.ts';

/** A cluster that responds, and its pods. */
export interface View {
  part: Part;
  reader: ApiReader;
  pods: V1Pod[];
}

/**
 * Reads the pods of a cluster, which also shows whether it responds. The pods are needed first, because they contain
 * secrets that logs may repeat. Returns undefined and adds a note if the cluster does not respond.
 */
export async function survey(
  kubeConfig: KubeConfig,
  part: Part,
  signal: AbortSignal,
  notes: string[],
): Promise<View | undefined> {
  try {
    const reader = new ApiReader(kubeConfig, signal);
    const lists = await Promise.all(part.pods.map((path) => reader.objects<V1Pod>(path)));
    return { part, reader, pods: lists.flat() };
  } catch (error) {
    notes.push(`${part.name}: ${apiMessage(error)}`);
    return undefined;
  }
}
