import { buffer } from 'node:stream/consumers';
import {
  type ApiConstructor,
  createConfiguration,
  KubeConfig,
  type RequestContext,
  ResponseContext,
  ServerConfiguration,
  wrapHttpLibrary,
} from '@kubernetes/client-node';
import type { Credentials } from './config/credentials.ts';
import { formatCredentials } from './config/format-credentials.ts';
import { type Kubeconfig, parseKubeconfig } from './config/kubeconfig.ts';
import { readCredentials } from './config/read-credentials.ts';
import { accessFrom, type HostAccess } from './http/access.ts';
import { exchange } from './http/exchange.ts';
import { unreachable } from './http/unreachable.ts';

/** In milliseconds. Without a limit, a missing answer would block the job forever. */
const REQUEST_TIMEOUT = 10_000;

/** What `makeApiClient` creates. */
type Api = Parameters<KubeConfig['makeApiClient']>[0] extends ApiConstructor<infer T> ? T : never;

/**
 * A KubeConfig for client-node whose requests are made with a `HostAccess`. By itself, client-node understands another
 * part of a kubeconfig than kubectl, opens a connection for each request, and speaks HTTP/2, in which an API server hides
 * its answer 401 behind the end of the connection.
 */
export class ClusterConfig extends KubeConfig {
  readonly credentials: Credentials;
  readonly access: HostAccess;

  constructor(config: Kubeconfig, contextName: string) {
    super();
    this.credentials = readCredentials(config, contextName);
    this.access = accessFrom(this.credentials);
    this.loadFromOptions({ ...listsOf(config), currentContext: contextName });
  }

  override makeApiClient<T extends Api>(type: ApiConstructor<T>): T {
    const { server } = this.credentials;
    const httpApi = wrapHttpLibrary({ send: (request) => send(this.access, request) });
    return new type(
      createConfiguration({ baseServer: new ServerConfiguration(server, {}), httpApi }),
    );
  }

  override async applyToHTTPSOptions(options: object): Promise<void> {
    Object.assign(options, await this.access.options());
  }

  override async applySecurityAuthentication(): Promise<void> {
    throw new Error('this part of client-node does not read a kubeconfig as kubectl: use accessOf');
  }

  /** Returns a kubeconfig with the current context only, and with the content of the files that it names. */
  override exportConfig(): string {
    return formatCredentials(this.credentials, this.getCurrentContext());
  }
}

/** Returns the access with the current context of `kubeConfig`. */
export const accessOf = (kubeConfig: KubeConfig): HostAccess => clusterConfigOf(kubeConfig).access;

/** Returns `kubeConfig` as a `ClusterConfig`, which it usually is. */
export function clusterConfigOf(kubeConfig: KubeConfig): ClusterConfig {
  if (kubeConfig instanceof ClusterConfig) return kubeConfig;
  return new ClusterConfig(
    parseKubeconfig(kubeConfig.exportConfig()),
    kubeConfig.getCurrentContext(),
  );
}

async function send(access: HostAccess, request: RequestContext): Promise<ResponseContext> {
  const { pathname, search } = new URL(request.getUrl());
  const answer = await exchange(access, {
    method: request.getHttpMethod(),
    path: pathname.slice(access.server.pathname.replace(/\/$/, '').length) + search,
    headers: request.getHeaders(),
    body: request.getBody() as string | undefined,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT),
  });
  const body = await buffer(answer).catch((error) => {
    throw unreachable(error);
  });
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
  return new ResponseContext(answer.statusCode ?? 0, Object.fromEntries(headers), {
    text: async () => body.toString(),
    binary: async () => body,
    stream: () => null,
  });
}

/** All entries, unchecked: for the names of contexts, and for the secrets to hide. */
function listsOf({ clusters, users, contexts }: Kubeconfig) {
  return {
    clusters: [...clusters].map(([name, it]) => ({
      name,
      server: String(it.server ?? '').replace(/\/+$/, ''),
    })),
    users: [...users].map(([name, it]) => ({
      name,
      token: it.token,
      password: it.password,
      keyData: it['client-key-data'],
    })),
    contexts: [...contexts].map(([name, it]) => ({ ...it, name })),
  };
}
