import type { E2eHost } from '../host/e2e-host.ts';
import type { Attendee } from './attendee.ts';

export interface Address {
  host: string;
  port: string;
}

/** A pod that listens behind a Service, and from which a test can connect to other addresses. */
export interface Listener {
  pod: Address;
  service: Address;
  /** The API server of its cluster, as seen from pods. */
  api: Address;
  reaches(address: Address): Promise<boolean>;
}

export async function listenAs(kubectl: Attendee['kubectl']): Promise<Listener> {
  const ask = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await kubectl(...args);
    if (exitCode !== 0) throw new Error(`kubectl ${args[0]} ended with ${exitCode}: ${stderr}`);
    return stdout;
  };
  await ask('apply', '--filename', 'test/e2e/support/workshop/listener.yaml');
  await ask('rollout', 'status', 'deployment/listener', '--timeout=180s');
  const read = (path: string, ...what: string[]) =>
    ask('get', ...what, `--output=jsonpath=${path}`);
  const address = '{.spec.clusterIP}';
  return {
    pod: {
      host: await read('{.items[0].status.podIP}', 'pods', '--selector=app=listener'),
      port: '8080',
    },
    service: { host: await read(address, 'service', 'listener'), port: '80' },
    api: {
      host: await read(address, 'service', 'kubernetes', '--namespace=default'),
      port: '443',
    },
    reaches: async ({ host, port }) => {
      const connect = ['sh', '-c', 'nc -w 3 "$0" "$1" </dev/null', host, port];
      return (await kubectl('exec', 'deployment/listener', '--', ...connect)).exitCode === 0;
    },
  };
}

/** The addresses on which the host cluster listens. */
export async function hostAddresses({ admin, view }: E2eHost): Promise<Record<string, Address>> {
  const { core } = view.kube;
  const { spec } = await core.readNamespacedService({ name: 'kubernetes', namespace: 'default' });
  const [node] = (await core.listNode()).items;
  const { address = '' } = node?.status?.addresses?.find(({ type }) => type === 'InternalIP') ?? {};
  return {
    'API of the host': addressOf(admin.getCurrentCluster()?.server ?? ''),
    'API of the host, by its Service': { host: spec?.clusterIP ?? '', port: '443' },
    kubelet: { host: address, port: '10250' },
  };
}

export function addressOf(url: string): Address {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: port || '443' };
}
