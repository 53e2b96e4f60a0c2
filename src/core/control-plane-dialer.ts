import type { Duplex } from 'node:stream';
import type { V1Pod, V1PodList } from '@kubernetes/client-node';
import type { HostAccess } from './host-access.ts';
import { askHost } from './host-request.ts';
import { controlPlaneSelector } from './labels.ts';
import { openPodStream } from './pod-stream.ts';

/** Ports of a control plane's pod. */
export const SYNCER_PORT = 8443;
/** The API server behind the syncer; it answers seconds earlier, but Services made here get addresses that the host does not know. */
export const API_SERVER_PORT = 6443;

/** Dials a port of the running control plane; when its pod was replaced, the new one is found by its label. */
export function controlPlaneDialer(
  access: HostAccess,
  { namespace, name }: { namespace: string; name: string },
  port: number,
): () => Promise<Duplex> {
  let known: string | undefined;
  return async () => {
    const pod = known ?? (await runningPod());
    try {
      const stream = await openPodStream(access, { namespace, pod, port });
      known = pod;
      return stream;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };

  async function runningPod(): Promise<string> {
    const labelSelector = controlPlaneSelector(name);
    const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(labelSelector)}`;
    const { items } = await askHost<V1PodList>(access, { method: 'GET', path });
    const pod = items.filter(isRunning).sort(byCreation).at(-1);
    if (!pod?.metadata?.name) throw new Error(`no running pod ${labelSelector} in ${namespace}`);
    return pod.metadata.name;
  }
}

const isRunning = ({ metadata, status }: V1Pod): boolean =>
  !metadata?.deletionTimestamp && status?.phase === 'Running';

const byCreation = (a: V1Pod, b: V1Pod): number =>
  Date.parse(String(a.metadata?.creationTimestamp)) -
  Date.parse(String(b.metadata?.creationTimestamp));
