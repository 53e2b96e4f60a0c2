import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';

/**
 * Access to the host's API server by plain HTTPS: for streams, and for the keeper, which has to stay small and does not
 * include client-node.
 */
export interface HostAccess {
  /** Address of the API server; it may have a path. */
  readonly server: URL;
  /** CA, credentials and proxy for one request. Called for each request, because tokens are renewed. */
  options(): Promise<RequestOptions>;
}

/** Returns the access with the current context of `kubeConfig`. */
export function accessOf(kubeConfig: KubeConfig): HostAccess {
  const server = new URL(kubeConfig.getCurrentCluster()?.server ?? '');
  return {
    server,
    async options() {
      const options: RequestOptions = {};
      await kubeConfig.applyToHTTPSOptions(options);
      return options;
    },
  };
}

/** Returns the options of `https.request` for one request to a path of the API server. */
export async function requestOptions(
  access: HostAccess,
  method: string,
  path: string,
  more: Record<string, string | number>,
): Promise<RequestOptions> {
  const { headers, ...options } = await access.options();
  return {
    ...options,
    method,
    hostname: access.server.hostname.replace(/^\[|\]$/g, ''),
    port: access.server.port,
    path: access.server.pathname.replace(/\/$/, '') + path,
    headers: { ...(headers as Record<string, string>), ...more },
  };
}
