import { type Agent, get, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { KubeConfig } from '@kubernetes/client-node';

/** The address and credentials of a virtual cluster, as its kubeconfig contains them. */
export interface VirtualApi {
  server: URL;
  tls: { ca: string; cert: string; key: string };
}

/** Reads the kubeconfig at `path`. */
export function virtualApi(path: string): VirtualApi {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(path);
  const cluster = kubeConfig.getCurrentCluster();
  const user = kubeConfig.getCurrentUser();
  return {
    server: new URL(cluster?.server ?? ''),
    tls: {
      ca: decoded(cluster?.caData),
      cert: decoded(user?.certData),
      key: decoded(user?.keyData),
    },
  };
}

const decoded = (data = ''): string => Buffer.from(data, 'base64').toString();

/** Options for `get` and `request` of node:https. Without `agent`, each request uses a new connection. */
export const requestTo = (
  { server, tls }: VirtualApi,
  path: string,
  agent: Agent | false = false,
): RequestOptions => ({ ...tls, host: server.hostname, port: server.port, path, agent });

/** Sends one GET, and returns the whole answer. */
export function ask(options: RequestOptions): Promise<{ status: number; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  get(options, (answer) => {
    text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
  }).once('error', reject);
  return promise;
}
