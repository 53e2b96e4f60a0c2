import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';

/**
 * How to speak with the host's API server by bare HTTPS: for streams, and for the keeper, which is to stay small and
 * does without client-node.
 */
export interface HostAccess {
  /** Address of the API server; it may have a path. */
  readonly server: URL;
  /** Trust, credentials and proxy for one request. Asked for each, since tokens are renewed. */
  options(): Promise<RequestOptions>;
}

/** The access that the current context of `kubeConfig` gives. */
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

/** All that `https.request` needs for one request to a path of the API server. */
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
