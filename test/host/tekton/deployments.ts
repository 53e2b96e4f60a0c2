import { z } from 'zod';
import { get } from '../kube.ts';

const Deployments = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({ availableReplicas: z.number().default(0) }),
    }),
  ),
});

/** The Deployments of a namespace: name → whether a pod of it is available. */
export async function deploymentsIn(
  kubeconfig: string,
  namespace: string,
): Promise<Map<string, boolean>> {
  const answer = await get(kubeconfig, `/apis/apps/v1/namespaces/${namespace}/deployments`);
  const { items } = Deployments.parse(JSON.parse(answer));
  return new Map(
    items.map(({ metadata, status }) => [metadata.name, status.availableReplicas > 0]),
  );
}

/** Names of the Deployments without an available pod. */
export const notServing = (deployments: Map<string, boolean>): string[] =>
  [...deployments].filter(([, serves]) => !serves).map(([name]) => name);
