import { z } from 'zod';
import { get } from '../kube.ts';

const Nodes = z.object({
  items: z.array(
    z.object({
      spec: z.object({ taints: z.array(z.object({ key: z.string() })).optional() }),
      status: z.object({
        nodeInfo: z.object({ kubeletVersion: z.string() }),
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      }),
    }),
  ),
});
type Node = z.infer<typeof Nodes>['items'][number];

const ready = ({ spec, status }: Node): boolean =>
  status.conditions.some((c) => c.type === 'Ready' && c.status === 'True') &&
  !spec.taints?.some(({ key }) => key.startsWith('node.kubernetes.io/'));

async function nodesOf(kubeconfig: string): Promise<Node[]> {
  return Nodes.parse(JSON.parse(await get(kubeconfig, '/api/v1/nodes'))).items;
}

/** Whether a new pod can be admitted and scheduled: there is a ready node and the default service account. */
export async function isReady(kubeconfig: string): Promise<boolean> {
  const nodes = await nodesOf(kubeconfig);
  if (!nodes.some(ready)) return false;
  await get(kubeconfig, '/api/v1/namespaces/default/serviceaccounts/default');
  return true;
}

export interface NodeState {
  ready: boolean;
  version: string;
}

export async function nodeState(kubeconfig: string): Promise<NodeState> {
  const nodes = await nodesOf(kubeconfig);
  const version = nodes[0]?.status.nodeInfo.kubeletVersion ?? 'unknown';
  return { ready: nodes.some(ready), version };
}
