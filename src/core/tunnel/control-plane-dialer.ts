import type { Duplex } from 'node:stream';
import type { V1Pod, V1PodList } from '@kubernetes/client-node';
import { controlPlaneSelector } from '../cluster/labels.ts';
import type { HostAccess } from '../kube/http/access.ts';
import { askHost } from '../kube/http/request.ts';
import { PortForward } from './port-forward.ts';

/** Makes a connection at each call; disposing ends them all. */
export type Dialer = (() => Promise<Duplex>) & Disposable;

/** Ports of a control plane's pod. */
export const SYNCER_PORT = 8443;
/** The API server behind the syncer; it answers seconds earlier, but Services made here get addresses that the host does not know. */
export const API_SERVER_PORT = 6443;

/**
 * Dials a port of the running control plane. Its pod is looked for by label at first, and again after any failure: it may
 * have been replaced.
 */
export function controlPlaneDialer(
  access: HostAccess,
  { namespace, name }: { namespace: string; name: string },
  port: number,
): Dialer {
  let known: { pod: string; way: PortForward } | undefined;
  let stale = true;
  const wayIn = async (): Promise<PortForward> => {
    if (known && !stale) return known.way;
    const pod = await runningPod();
    stale = false;
    if (known?.pod === pod) return known.way;
    known?.way[Symbol.dispose]();
    known = { pod, way: new PortForward(access, { namespace, name: pod }) };
    return known.way;
  };
  const failed = () => {
    stale = true;
  };
  return Object.assign(
    async () => {
      const stream = await (await wayIn()).open(port).catch((error) => {
        failed();
        throw error;
      });
      return stream.once('error', failed);
    },
    { [Symbol.dispose]: () => known?.way[Symbol.dispose]() },
  );

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
