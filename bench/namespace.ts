import { setTimeout as delay } from 'node:timers/promises';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { orUndefined } from '../src/core/kube/clients.ts';

/**
 * Deletes a namespace and waits until it is gone, so that it does not disturb the next measurement. Pods get a grace
 * period of 1 s.
 */
export async function removeNamespace(kubeconfig: string, namespace: string): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const read = () => orUndefined(core.readNamespace({ name: namespace }));
  if (!(await read())) return;
  await core.deleteNamespace({ name: namespace });
  while (await read()) {
    await core.deleteCollectionNamespacedPod({ namespace, gracePeriodSeconds: 1 });
    await delay(500);
  }
}
