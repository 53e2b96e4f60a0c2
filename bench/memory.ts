import { CoreV1Api, type KubeConfig } from '@kubernetes/client-node';

/** The fields of a kubelet's summary that are read here. */
interface Summary {
  pods: { podRef: { namespace: string }; memory?: { workingSetBytes?: number } }[];
}

/** Returns the working set of all pods in these namespaces, in bytes, as the kubelets of all nodes report it. */
export async function memoryOf(
  kubeConfig: KubeConfig,
  namespaces: readonly string[],
): Promise<number> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const { items } = await core.listNode();
  const summaries = await Promise.all(
    items.map(async ({ metadata }) => {
      const path = 'stats/summary';
      const text = await core.connectGetNodeProxyWithPath({ name: metadata?.name ?? '', path });
      return (typeof text === 'string' ? JSON.parse(text) : text) as Summary;
    }),
  );
  return summaries
    .flatMap(({ pods }) => pods)
    .filter(({ podRef }) => namespaces.includes(podRef.namespace))
    .reduce((sum, { memory }) => sum + (memory?.workingSetBytes ?? 0), 0);
}
