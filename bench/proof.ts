import { setTimeout as delay } from 'node:timers/promises';
import { AppsV1Api, KubeConfig } from '@kubernetes/client-node';

const DEADLINE = 120_000;

/** Proves that a cluster does more than answer requests: its controllers create a pod, and the pod becomes Ready. */
export async function bringDeploymentToReady(kubeconfig: string): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const apps = config.makeApiClient(AppsV1Api);
  const target = { name: 'proof', namespace: 'default' };
  await apps.createNamespacedDeployment({
    namespace: target.namespace,
    body: deployment(target.name),
  });
  for (const end = Date.now() + DEADLINE; Date.now() < end; await delay(200)) {
    const { status } = await apps.readNamespacedDeployment(target);
    if (status?.readyReplicas === 1) return;
  }
  throw new Error(
    `The Deployment ${target.namespace}/${target.name} had no Ready pod within ${DEADLINE / 1_000} s.`,
  );
}

const deployment = (name: string) => ({
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [{ name, image: 'docker.io/library/busybox:1.36', command: ['sleep', '3600'] }],
      },
    },
  },
});
