import { existsSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Kubeconfig } from '../core/kube/config/kubeconfig.ts';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Whether this process runs in a pod with a service account. */
export const hasServiceAccount = (env: NodeJS.ProcessEnv): boolean =>
  Boolean(env.KUBERNETES_SERVICE_HOST) && existsSync(join(FOLDER, 'token'));

/** Returns a kubeconfig of the pod's service account. It names the token's file, because the kubelet renews the token. */
export function serviceAccountConfig(env: NodeJS.ProcessEnv, folder = FOLDER): Kubeconfig {
  const name = 'service-account';
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = env;
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const cluster = { server, 'certificate-authority': join(folder, 'ca.crt') };
  return {
    clusters: new Map([[name, cluster]]),
    users: new Map([[name, { tokenFile: join(folder, 'token') }]]),
    contexts: new Map([[name, { cluster: name, user: name }]]),
    currentContext: name,
  };
}
