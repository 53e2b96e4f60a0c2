import { get } from 'node:https';
import { json } from 'node:stream/consumers';
import type { KubeConfig } from '@kubernetes/client-node';

/** Returns the answer of an API server to a GET, without a time limit. */
export async function readApi<T>(kubeConfig: KubeConfig, path: string): Promise<T> {
  const options = {};
  await kubeConfig.applyToHTTPSOptions(options);
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const url = (kubeConfig.getCurrentCluster()?.server ?? '') + path;
  get(url, options, (answer) => (json(answer) as Promise<T>).then(resolve, reject)).once(
    'error',
    reject,
  );
  return promise;
}
