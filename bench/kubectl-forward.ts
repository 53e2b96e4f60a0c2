import { spawn } from 'node:child_process';
import { KubeConfig } from '@kubernetes/client-node';
import { kubeOf } from '../src/core/kube.ts';
import { controlPlaneSelector } from '../src/core/labels.ts';
import { SYNCER_PORT } from '../src/core/tunnel/control-plane-dialer.ts';
import { said } from '../test/e2e/support/kubectl.ts';

export interface Forward extends AsyncDisposable {
  /** On 127.0.0.1. */
  port: number;
}

/** `kubectl port-forward` to a cluster's control plane, until it is disposed. */
export async function forwardByKubectl(
  kubectl: string,
  hostKubeconfig: string,
  { namespace, name }: { namespace: string; name: string },
): Promise<Forward> {
  const host = new KubeConfig();
  host.loadFromFile(hostKubeconfig);
  const labelSelector = controlPlaneSelector(name);
  const { items } = await kubeOf(host).core.listNamespacedPod({ namespace, labelSelector });
  const pod = `pod/${items[0]?.metadata?.name}`;
  const where = ['--kubeconfig', hostKubeconfig, '--namespace', namespace];
  const child = spawn(kubectl, [...where, 'port-forward', pod, `:${SYNCER_PORT}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [, port] = await said(child.stdout, /127\.0\.0\.1:(\d+) ->/);
  // It says a line for each connection.
  child.stdout.resume();
  return { port: Number(port), [Symbol.asyncDispose]: async () => void child.kill() };
}
