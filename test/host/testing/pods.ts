import type { V1Container } from '@kubernetes/client-node';
import { BUSYBOX_IMAGE } from '../build/images.ts';
import type { Host } from '../host.ts';
import { until } from '../kube.ts';
import { run } from '../run.ts';

export const kubectl = ({ tools, kubeconfig }: Host, ...args: string[]): Promise<string> =>
  run(tools.kubectl, ['--kubeconfig', kubeconfig, ...args]);

/** Runs a web server in a pod, behind a Service of the same name, and waits until it is ready. */
export async function runServer(host: Host, name: string): Promise<void> {
  const serve = ['sh', '-c', 'echo hello >/tmp/index.html; httpd -f -p 80 -h /tmp'];
  const image = [`--image=${BUSYBOX_IMAGE}`, '--port=80', '--expose'];
  await kubectl(host, 'run', name, ...image, '--command', '--', ...serve);
  await kubectl(host, 'wait', '--for=condition=Ready', `pod/${name}`, '--timeout=60s');
}

/** Fetches a page of the Service from another pod, which needs kube-proxy, exec and the pod network. */
export async function fetchFrom(host: Host, pod: string, service: string): Promise<string> {
  const path = 'jsonpath={.spec.clusterIP}';
  const address = await kubectl(host, 'get', 'service', service, '-o', path);
  // Without `-T`, because the static busybox of Debian 12 crashes with a timeout.
  return kubectl(host, 'exec', pod, '--', 'wget', '-q', '-O', '-', `http://${address}/`);
}

/** Runs one container until it exits, and returns its log. If it fails, the error contains the log. */
export async function runToEnd(
  host: Host,
  name: string,
  container: Omit<V1Container, 'name'>,
): Promise<string> {
  const { image = '' } = container;
  const spec = { restartPolicy: 'Never', containers: [{ ...container, name }] };
  const overrides = `--overrides=${JSON.stringify({ apiVersion: 'v1', spec })}`;
  await kubectl(host, 'run', name, `--image=${image}`, '--restart=Never', overrides);
  const phase = () => kubectl(host, 'get', 'pod', name, '--output', 'jsonpath={.status.phase}');
  let last = '';
  await until(`end of pod ${name}`, 60, async () => {
    last = await phase();
    return last === 'Succeeded' || last === 'Failed';
  });
  const log = await kubectl(host, 'logs', name);
  if (last === 'Failed') throw new Error(`pod ${name} failed:\n${log}`);
  return log;
}
