import { deploymentsIn, notServing } from './deployments.ts';

export const TEKTON_NAMESPACE = 'tekton-pipelines';

/** How the Tekton of a cluster is, for people; nothing when there is none. */
export async function tektonState(kubeconfig: string): Promise<string | undefined> {
  const deployments = await deploymentsIn(kubeconfig, TEKTON_NAMESPACE);
  if (deployments.size === 0) return undefined;
  const waiting = notServing(deployments);
  return waiting.length > 0 ? `waiting for ${waiting.join(', ')}` : 'ready';
}
