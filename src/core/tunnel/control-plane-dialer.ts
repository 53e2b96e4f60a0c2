import type { Duplex } from 'node:stream';
import type { V1Pod, V1PodList } from '@kubernetes/client-node';
import { controlPlaneSelector } from '../cluster/labels.ts';
import type { HostAccess } from '../kube/http/access.ts';
import { askHost } from '../kube/http/request.ts';
import { openTransport } from './open-transport.ts';
import { PortForward } from './port-forward.ts';
import { describeRefusal, isRefusal } from './refusal.ts';
import { StateLostError } from './state-lost.ts';

/** Opens a connection at each call. Disposing it ends all connections. */
export type Dialer = (() => Promise<Duplex>) & Disposable;

/** The port of the syncer in a control plane's pod. */
export const SYNCER_PORT = 8443;
/**
 * The port of the API server behind the syncer. It responds some seconds earlier than the syncer, but Services that are
 * created through it get addresses that the host does not know.
 */
export const API_SERVER_PORT = 6443;

export interface DialerOptions {
  /**
   * Whether all objects of the cluster are lost with its pod. The dialer then rejects with a `StateLostError` when another
   * pod has taken the place of the first one.
   */
  onePod?: boolean | undefined;
  /** Called with the reason, if the host refuses the port-forward. */
  refused?: (reason: string) => void;
  /** Called with the reason, once, if the pod was replaced although `onePod` is set. */
  lost?: (reason: string) => void;
}

/**
 * Dials a port of the running control plane. Finds its pod by label before the first connection, and again after each
 * failure, because the pod may have been replaced.
 */
export function controlPlaneDialer(
  access: HostAccess,
  ref: { namespace: string; name: string },
  port: number,
  { onePod = false, refused, lost }: DialerOptions = {},
): Dialer {
  const { namespace } = ref;
  const open = openTransport(access);
  let known: { pod: RunningPod; forward: PortForward } | undefined;
  let stale = true;
  let over: StateLostError | undefined;
  const currentForward = async () => {
    if (over) throw over;
    if (known && !stale) return known;
    const pod = await runningPod(access, ref);
    stale = false;
    if (known?.pod.uid === pod.uid) return known;
    if (known && onePod) {
      over ??= new StateLostError(describeReplacement(known.pod, pod));
      lost?.(over.message);
      throw over;
    }
    known?.forward[Symbol.dispose]();
    known = { pod, forward: new PortForward(open, { namespace, name: pod.name }) };
    return known;
  };
  const failed = () => {
    stale = true;
  };
  return Object.assign(
    async () => {
      const { pod, forward } = await currentForward();
      const stream = await forward.open(port).catch((error) => {
        failed();
        if (isRefusal(error)) refused?.(describeRefusal(error, pod.name));
        throw error;
      });
      return stream.once('error', failed);
    },
    { [Symbol.dispose]: () => known?.forward[Symbol.dispose]() },
  );
}

interface RunningPod {
  name: string;
  uid: string;
  createdAt: string;
}

async function runningPod(
  access: HostAccess,
  { namespace, name }: { namespace: string; name: string },
): Promise<RunningPod> {
  const labelSelector = controlPlaneSelector(name);
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(labelSelector)}`;
  const { items } = await askHost<V1PodList>(access, { method: 'GET', path });
  const pod = items.filter(isRunning).sort(byCreation).at(-1);
  if (!pod?.metadata?.name)
    throw new Error(`no running pod with the labels ${labelSelector} in namespace ${namespace}`);
  const { name: podName, uid = '', creationTimestamp } = pod.metadata;
  return { name: podName, uid, createdAt: String(creationTimestamp) };
}

const describeReplacement = (old: RunningPod, { name, createdAt }: RunningPod): string =>
  `pod ${old.name} of the control plane was replaced by pod ${name} at ${createdAt}; all objects of the virtual cluster were lost with it`;

const isRunning = ({ metadata, status }: V1Pod): boolean =>
  !metadata?.deletionTimestamp && status?.phase === 'Running';

const byCreation = (a: V1Pod, b: V1Pod): number =>
  Date.parse(String(a.metadata?.creationTimestamp)) -
  Date.parse(String(b.metadata?.creationTimestamp));
