import type { V1Pod } from '@kubernetes/client-node';
import { controlPlaneSelector } from '../../../../src/core/cluster/labels.ts';
import { hasEnded } from '../../../../src/core/startup/observed.ts';
import { isReady, isStarted } from '../../../../src/core/startup/pod-watch.ts';
import { eventually } from '../../../support/eventually.ts';
import { kubectlFor, outputOf } from '../../support/cluster/kubectl.ts';
import type { E2eHost } from '../../support/host/e2e-host.ts';

/** The control plane of one cluster on the host. */
export interface ControlPlane {
  host: E2eHost;
  name: string;
  namespace: string;
}

/** Something that the host cluster does to the pod of a control plane. */
export interface Disruption {
  what: string;
  /** Inputs of the action that it needs. */
  inputs?: Record<string, string>;
  begin(plane: ControlPlane, pod: V1Pod): Promise<unknown>;
  /** What the job says about it. */
  said: RegExp;
}

const admin = ({ host }: ControlPlane) => kubectlFor(host.tools.kubectl, host.adminKubeconfig);

const run = (plane: ControlPlane, ...args: string[]) => outputOf(admin(plane), args);

export async function podsOf({ host, name, namespace }: ControlPlane): Promise<V1Pod[]> {
  const labelSelector = controlPlaneSelector(name);
  return (await host.view.kube.core.listNamespacedPod({ namespace, labelSelector })).items;
}

/** Waits for a pod of the control plane, other than `old`. */
export async function podOf(
  plane: ControlPlane,
  state: 'started' | 'ready',
  old?: V1Pod,
): Promise<V1Pod> {
  const is = state === 'ready' ? isReady : isStarted;
  const find = async () =>
    (await podsOf(plane)).find((pod) => is(pod) && pod.metadata?.uid !== old?.metadata?.uid);
  const pod = await eventually(find, Boolean, 120);
  if (!pod) throw new Error(`no pod of ${plane.name} is ${state}`);
  return pod;
}

const nameOf = ({ metadata }: V1Pod): string => metadata?.name ?? '';

export const DELETED: Disruption = {
  what: 'deleted',
  begin: (plane, pod) => run(plane, 'delete', 'pod', nameOf(pod), '-n', plane.namespace),
  said: /ended the pod .*: it was deleted or evicted/,
};

export const EVICTED: Disruption = {
  what: 'evicted by the API, as by a descheduler',
  begin: ({ host, namespace }, pod) =>
    host.view.kube.core.createNamespacedPodEviction({
      name: nameOf(pod),
      namespace,
      body: { metadata: { name: nameOf(pod), namespace } },
    }),
  said: /ended the pod .*: (it was deleted or evicted|EvictionByEvictionAPI)/,
};

/** Only its pod is evicted: the other pods of the node belong to other tests. */
export const DRAINED: Disruption = {
  what: 'its node drained',
  async begin(plane, pod) {
    const node = pod.spec?.nodeName ?? '';
    const selector = controlPlaneSelector(plane.name);
    const flags = ['--force', '--delete-emptydir-data', '--ignore-daemonsets'];
    try {
      await run(plane, 'drain', node, `--pod-selector=${selector}`, ...flags);
    } finally {
      await run(plane, 'uncordon', node);
    }
  },
  said: EVICTED.said,
};

const LIMIT = '600Mi';

/** In seconds. The kubelet measures a volume every one to two minutes, and looks for pods over their limits every ten seconds. */
const MEASURED = 180;

export const OUT_OF_DISK: Disruption = {
  what: 'evicted by the kubelet, because it fills the disk of its node',
  inputs: {
    values: JSON.stringify({
      controlPlane: {
        statefulSet: {
          resources: {
            limits: { 'ephemeral-storage': LIMIT },
            requests: { 'ephemeral-storage': LIMIT },
          },
        },
      },
    }),
  },
  async begin(plane, pod) {
    const fill = 'dd if=/dev/zero of=/data/filler bs=1M count=800';
    await run(plane, 'exec', nameOf(pod), '-n', plane.namespace, '--', 'sh', '-c', fill);
    // A StatefulSet replaces a pod that has ended, at times before anybody saw that it has.
    const isEnded = async () =>
      !(await podsOf(plane)).some((it) => it.metadata?.uid === pod.metadata?.uid && !hasEnded(it));
    if (!(await eventually(isEnded, Boolean, MEASURED))) throw new Error('it was not evicted');
  },
  said: /ended the pod .*: Evicted: .*ephemeral/,
};

/** In MiB. The control plane needs about half of it. */
const MEMORY = 1_000;
/** Many small processes take the rest, so that the kernel ends a larger one: the API server, or vcluster itself. */
const FILL_MEMORY =
  'for i in $(seq 1 30); do dd if=/dev/zero of=/dev/null bs=30M count=1000 & done; wait';

/** A container that is out of memory restarts in its pod, so its objects remain. */
export const OUT_OF_MEMORY: Disruption = {
  what: 'out of memory',
  inputs: {
    values: JSON.stringify({
      controlPlane: { statefulSet: { resources: { limits: { memory: `${MEMORY}Mi` } } } },
    }),
  },
  async begin(plane, pod) {
    const exec = ['exec', nameOf(pod), '-n', plane.namespace, '-c', 'syncer', '--'];
    // Its container ends, and kubectl with it.
    await admin(plane).run([...exec, 'sh', '-c', FILL_MEMORY]);
    const restarts = async () =>
      (await podsOf(plane)).find(({ metadata }) => metadata?.uid === pod.metadata?.uid)?.status
        ?.containerStatuses?.[0]?.restartCount ?? 0;
    if ((await eventually(restarts, Boolean, 30)) === 0) throw new Error('it did not restart');
  },
  said: /restarted at \S+Z \(OOMKilled, exit code \d+\)\. It kept its objects/,
};
