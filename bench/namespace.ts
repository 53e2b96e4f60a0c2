import { setTimeout as delay } from 'node:timers/promises';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { orUndefined } from '../src/core/kube/clients.ts';

/** Deletes a namespace, its pods at once, and waits until it is gone, so that the next measurement finds a quiet host. */
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
