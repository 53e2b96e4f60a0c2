import { type Agent, get, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { KubeConfig } from '@kubernetes/client-node';

/** A virtual cluster as any client knows it: by what its kubeconfig says. */
export interface VirtualApi {
  server: URL;
  tls: { ca: string; cert: string; key: string };
}

/** What the kubeconfig at `path` says. */
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

/** How `get` and `request` of node:https reach it; on a connection of its own unless there is an agent. */
export const requestTo = (
  { server, tls }: VirtualApi,
  path: string,
  agent: Agent | false = false,
): RequestOptions => ({ ...tls, host: server.hostname, port: server.port, path, agent });

/** One GET to its end. */
export function ask(options: RequestOptions): Promise<{ status: number; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  get(options, (answer) => {
    text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
  }).once('error', reject);
  return promise;
}
