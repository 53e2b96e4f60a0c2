import { until } from '../kube.ts';
import { apply, type RunningHost } from '../running-host.ts';
import { deploymentsIn, notServing } from './deployments.ts';
import { TEKTON_NAMESPACE } from './state.ts';

const NAMESPACES = [TEKTON_NAMESPACE, 'kube-system'];
const SECONDS = 240;

/** A TaskRun without side effects: it is only sent as a dry run. */
const TASK_RUN = {
  apiVersion: 'tekton.dev/v1',
  kind: 'TaskRun',
  metadata: { name: 'ready', namespace: 'default' },
  spec: { taskSpec: { steps: [{ image: 'busybox', command: ['true'] }] } },
};

/** Applies the manifests in order, and waits until their Deployments are available and the webhooks answer. */
export async function install(host: RunningHost, manifests: readonly string[]): Promise<void> {
  await apply(host, manifests);
  await until('Tekton', SECONDS, async () => {
    const lists = NAMESPACES.map((namespace) => deploymentsIn(host.kubeconfig, namespace));
    const waiting = (await Promise.all(lists)).flatMap(notServing);
    if (waiting.length > 0) throw new Error(`no pod is available of ${waiting.join(', ')}`);
    // The host routes the connections of the API server to a new pod a moment after it is available.
    await apply(host, [JSON.stringify(TASK_RUN)], ['--dry-run=server']);
    return true;
  });
}
