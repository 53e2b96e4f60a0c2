import { readFile, writeFile } from 'node:fs/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import { systemClock } from '../core/clock.ts';
import type { Owner } from '../core/cluster/owner.ts';
import type { Cluster } from '../core/create/cluster.ts';
import { kubeOf } from '../core/kube/clients.ts';
import { makeKubeconfigSecret } from '../core/lease/kubeconfig-secret.ts';
import { outputsOfAll } from '../outputs/outputs.ts';
import { placeKubeconfig } from '../outputs/place-kubeconfig.ts';

export interface HandOverOptions {
  kubeconfigMode?: number;
  kubeconfigSecret?: boolean;
  /** Fields of the outputs, each with the file to write it to. */
  result?: readonly ResultFile[];
}

export type ResultFile = readonly [field: string, path: string];

/** By the names of the action's outputs. */
export type Outputs = Record<string, string>;

/** Writes the kubeconfig and the other outputs to the files and the Secret that the options name. */
export async function handOver(
  clusters: readonly Cluster[],
  kubeconfigPath: string | undefined,
  owner: Owner | undefined,
  { kubeconfigMode, kubeconfigSecret, result = [] }: HandOverOptions,
  host: KubeConfig,
): Promise<Outputs> {
  const kubeconfig = await placeKubeconfig(clusters, kubeconfigPath, kubeconfigMode);
  const outputs: Outputs = outputsOfAll(clusters, kubeconfig);
  const [first] = clusters;
  if (kubeconfigSecret && owner && first) {
    const text = await readFile(kubeconfig, 'utf8');
    const now = systemClock.now();
    outputs['kubeconfig-secret'] = await makeKubeconfigSecret(
      kubeOf(host),
      first,
      text,
      owner,
      now,
    );
  }
  for (const [field, path] of result) await writeFile(path, outputs[field] ?? '');
  return outputs;
}
