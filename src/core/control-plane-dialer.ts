import type { Duplex } from 'node:stream';
import type { KubeConfig, V1Pod } from '@kubernetes/client-node';
import { kubeOf } from './kube.ts';
import { controlPlaneSelector } from './labels.ts';
import { openPodStream } from './pod-stream.ts';

/** Ports of a control plane's pod. */
export const SYNCER_PORT = 8443;
/** The API server behind the syncer; it answers seconds earlier, but Services made here get addresses that the host does not know. */
export const API_SERVER_PORT = 6443;

/** Dials a port of the running control plane; when its pod was replaced, the new one is found by its label. */
export function controlPlaneDialer(
  kubeConfig: KubeConfig,
  { namespace, name }: { namespace: string; name: string },
  port: number,
): () => Promise<Duplex> {
  const kube = kubeOf(kubeConfig);
  let known: string | undefined;
  return async () => {
    const pod = known ?? (await runningPod());
    try {
      const stream = await openPodStream(kubeConfig, { namespace, pod, port });
      known = pod;
      return stream;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };

  async function runningPod(): Promise<string> {
    const labelSelector = controlPlaneSelector(name);
    const { items } = await kube.core.listNamespacedPod({ namespace, labelSelector });
    const pod = items.filter(isRunning).sort(byCreation).at(-1);
    if (!pod?.metadata?.name) throw new Error(`no running pod ${labelSelector} in ${namespace}`);
    return pod.metadata.name;
  }
}

const isRunning = ({ metadata, status }: V1Pod): boolean =>
  !metadata?.deletionTimestamp && status?.phase === 'Running';

const byCreation = (a: V1Pod, b: V1Pod): number =>
  Number(a.metadata?.creationTimestamp) - Number(b.metadata?.creationTimestamp);
