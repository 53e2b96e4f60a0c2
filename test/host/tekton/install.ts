import {
  AppsV1Api,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import { until } from '../kube.ts';

const NAMESPACES = ['tekton-pipelines', 'tekton-pipelines-resolvers', 'kube-system'];
const SECONDS = 240;

/** Makes or renews the objects, and waits until their programs serve. */
export async function install(kubeconfig: string, objects: KubernetesObject[]): Promise<void> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  const api = KubernetesObjectApi.makeApiClient(kubeConfig);
  for (const object of objects) await apply(api, object);
  const apps = kubeConfig.makeApiClient(AppsV1Api);
  await until('Tekton', SECONDS, async () => {
    for (const namespace of NAMESPACES) {
      const { items } = await apps.listNamespacedDeployment({ namespace });
      if (items.some(({ status }) => !status?.availableReplicas)) return false;
    }
    return true;
  });
}

/** The kinds of CRDs that were made just before may take a moment. */
async function apply(api: KubernetesObjectApi, object: KubernetesObject): Promise<void> {
  await until(`${object.kind} ${object.metadata?.name}`, 30, async () => {
    await api.patch(
      object,
      undefined,
      undefined,
      'ephemeral-vcluster-test',
      true,
      PatchStrategy.ServerSideApply,
    );
    return true;
  });
}
