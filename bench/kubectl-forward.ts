import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { KubeConfig } from '@kubernetes/client-node';
import { controlPlaneSelector } from '../src/core/cluster/labels.ts';
import { kubeOf } from '../src/core/kube/clients.ts';
import { SYNCER_PORT } from '../src/core/tunnel/control-plane-dialer.ts';
import { waitForOutput } from '../test/e2e/support/cluster/kubectl.ts';

/** `kubectl port-forward` to a cluster's control plane. Runs until it is disposed. */
export interface Forward extends Disposable {
  /**
   * Runs `work` with the forwarded port on 127.0.0.1. kubectl exits when the pod resets one of its connections. In that
   * case, starts a new kubectl and runs `work` again.
   */
  during<T>(work: (port: number) => Promise<T>): Promise<T>;
  /** How often kubectl was restarted for this reason. */
  losses(): number;
}

export async function forwardByKubectl(
  kubectl: string,
  hostKubeconfig: string,
  cluster: { namespace: string; name: string },
): Promise<Forward> {
  const { namespace } = cluster;
  const target = `pod/${await controlPlanePod(hostKubeconfig, cluster)}`;
  const where = ['--kubeconfig', hostKubeconfig, '--namespace', namespace];
  const args = [...where, 'port-forward', target, `:${SYNCER_PORT}`];
  let running = await start(kubectl, args);
  let losses = 0;
  const during: Forward['during'] = async (work) => {
    const { port, child } = running;
    try {
      return await work(port);
    } catch (error) {
      if (!(await endsSoon(child))) throw error;
      losses += 1;
      running = await start(kubectl, args);
      return during(work);
    }
  };
  return {
    during,
    losses: () => losses,
    [Symbol.dispose]: () => void running.child.kill(),
  };
}

async function controlPlanePod(
  hostKubeconfig: string,
  { namespace, name }: { namespace: string; name: string },
): Promise<string | undefined> {
  const host = new KubeConfig();
  host.loadFromFile(hostKubeconfig);
  const labelSelector = controlPlaneSelector(name);
  const { items } = await kubeOf(host).core.listNamespacedPod({ namespace, labelSelector });
  return items[0]?.metadata?.name;
}

async function start(kubectl: string, args: string[]) {
  const child = spawn(kubectl, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [, port] = await waitForOutput(child.stdout, /127\.0\.0\.1:(\d+) ->/);
  // kubectl prints a line for each connection. Without a reader it blocks when the pipe is full.
  child.stdout.resume();
  return { port: Number(port), child };
}

/** Clients see their connections close a moment before kubectl exits. */
async function endsSoon(child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) return true;
  return once(child, 'exit', { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );
}
