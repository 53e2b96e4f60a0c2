import { deploymentsIn, notServing } from './deployments.ts';

export const TEKTON_NAMESPACE = 'tekton-pipelines';

/** The state of Tekton in a cluster, as a text for users; undefined if it is not installed. */
export async function tektonState(kubeconfig: string): Promise<string | undefined> {
  const deployments = await deploymentsIn(kubeconfig, TEKTON_NAMESPACE);
  if (deployments.size === 0) return undefined;
  const waiting = notServing(deployments);
  return waiting.length > 0 ? `waiting for ${waiting.join(', ')}` : 'ready';
}
