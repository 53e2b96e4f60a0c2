import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Kube } from '../../../../src/core/kube/clients.ts';
import { layoutOf } from '../../../host/node/layout.ts';
import { DEFAULT_NAME } from '../../../host/paths.ts';
import { serverNameOf } from './server-name.ts';

export interface IngressController extends Disposable {
  /** On 127.0.0.1. */
  port: number;
}

/** Program that relays the bytes of one connection to an address in the network of the host cluster. */
const RELAY = `
const socket = require('node:net').connect(Number(process.argv[2]), process.argv[1]);
process.stdin.pipe(socket).pipe(process.stdout);
socket.on('error', () => process.exit(1));
`;

/** Starts an ingress controller with TLS passthrough: it relays by server name (SNI) to the Service of the matching Ingress. */
export async function startIngressController(kube: Kube): Promise<IngressController> {
  const open = new Set<() => void>();
  const server = createServer((client) => {
    client.once('data', async (hello) => {
      client.pause();
      const address = await backendOf(kube, serverNameOf(hello));
      if (!address) return client.destroy();
      open.add(relay(client, hello, address));
    });
    client.on('error', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]: () => {
      server.close();
      for (const close of open) close();
    },
  };
}

/** Cluster IP of the Service that an Ingress names for `host`. */
async function backendOf(kube: Kube, host: string | undefined): Promise<string | undefined> {
  const { items } = await kube.networking.listIngressForAllNamespaces();
  for (const { metadata, spec } of items) {
    const [path] = spec?.rules?.find((rule) => rule.host === host)?.http?.paths ?? [];
    const { name } = path?.backend.service ?? {};
    if (!name) continue;
    const namespace = metadata?.namespace ?? '';
    const service = await kube.core.readNamespacedService({ name, namespace });
    return service.spec?.clusterIP;
  }
  return undefined;
}

function relay(client: Socket, hello: Buffer, address: string): () => void {
  const { netnsPath } = layoutOf(DEFAULT_NAME);
  const args = [`--net=${netnsPath}`, process.execPath, '-e', RELAY, address, '443'];
  const process_ = spawn('nsenter', args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const close = () => {
    process_.kill();
    client.destroy();
  };
  process_.stdin.on('error', close);
  process_.on('exit', close);
  process_.stdin.write(hello);
  client.pipe(process_.stdin);
  process_.stdout.pipe(client);
  client.on('close', close);
  return close;
}
