import type { Host } from './host.ts';
import { apiMessage, kubeOf } from './kube.ts';
import { controlPlaneSelector } from './labels.ts';
import type { ClusterRef } from './ref.ts';

const LOG_LINES = 25;
const EVENTS = 10;

/** Prints what a person would look up after a failed creation: the last warnings and the control plane's last words. */
export async function diagnose(host: Host, { name, namespace }: ClusterRef): Promise<void> {
  const { core } = kubeOf(host.kubeConfig);
  await host.log.group(`What is known of ${name}`, async () => {
    try {
      const { items } = await core.listNamespacedEvent({
        namespace,
        fieldSelector: 'type=Warning',
      });
      for (const { reason, involvedObject, message } of items.slice(-EVENTS)) {
        host.log.info(`event: ${reason} ${involvedObject.kind} ${involvedObject.name}: ${message}`);
      }
      const labelSelector = controlPlaneSelector(name);
      const pods = await core.listNamespacedPod({ namespace, labelSelector });
      for (const { metadata, status } of pods.items) {
        const pod = metadata?.name ?? '';
        host.log.info(`pod ${pod}: ${status?.phase}`);
        const text = await core.readNamespacedPodLog({
          name: pod,
          namespace,
          container: 'syncer',
          tailLines: LOG_LINES,
        });
        for (const line of text.trimEnd().split('\n')) host.log.info(`  ${line}`);
      }
    } catch (error) {
      host.log.info(`no more: ${apiMessage(error)}`);
    }
  });
}
