import type { KubeConfig, V1Pod } from '@kubernetes/client-node';
import { apiMessage } from '../kube/clients.ts';
import { ApiReader } from './api-reader.ts';
import type { Part } from './parts.ts';

/** A cluster that answers, and its pods. */
export interface View {
  part: Part;
  reader: ApiReader;
  pods: V1Pod[];
}

/**
 * Looks whether a cluster answers, by its pods: they come first in any case, since they hold secrets that logs may
 * repeat. Undefined, and a note, where it does not.
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
