import { until } from '../kube.ts';
import { apply, type RunningHost } from '../running-host.ts';
import { deploymentsIn, notServing } from './deployments.ts';
import { TEKTON_NAMESPACE } from './state.ts';

const NAMESPACES = [TEKTON_NAMESPACE, 'kube-system'];
const SECONDS = 240;

/** Applies the manifests in order, and waits until their Deployments are available. */
export async function install(host: RunningHost, manifests: readonly string[]): Promise<void> {
  await apply(host, manifests);
  await until('Tekton', SECONDS, async () => {
    const lists = NAMESPACES.map((namespace) => deploymentsIn(host.kubeconfig, namespace));
    const waiting = (await Promise.all(lists)).flatMap(notServing);
    if (waiting.length > 0) throw new Error(`no pod is available of ${waiting.join(', ')}`);
    return true;
  });
}
