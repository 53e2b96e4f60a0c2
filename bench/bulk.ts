import { randomBytes } from 'node:crypto';
import { get, type RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { kubeOf } from '../src/core/kube/clients.ts';
import { requestTo, type VirtualApi } from '../test/e2e/support/virtual-api.ts';

const NAMESPACE = 'default';
const COUNT = 32;
/** Just below what an API server stores in one object. */
const BYTES = 1_000_000;
/** The API server copies this and would have to write JSON anew each time, which is not what is to be measured. */
const ACCEPT = 'application/vnd.kubernetes.protobuf';

/** Makes what is downloaded: ConfigMaps, as all clients can read them, of 32 MB in all. */
export async function makeBulk(kubeconfig: string): Promise<void> {
  const virtual = new KubeConfig();
  virtual.loadFromFile(kubeconfig);
  const { core } = kubeOf(virtual);
  for (let index = 0; index < COUNT; index++) {
    const metadata = { name: `bulk-${index}` };
    const binaryData = { bulk: randomBytes(BYTES).toString('base64') };
    await core.createNamespacedConfigMap({ namespace: NAMESPACE, body: { metadata, binaryData } });
  }
}

/** Megabytes (10⁶) a second of one download of all of it, on a new connection. */
export async function measureDownload(api: VirtualApi): Promise<number> {
  const path = `/api/v1/namespaces/${NAMESPACE}/configmaps?resourceVersion=0`;
  const options = { ...requestTo(api, path), headers: { Accept: ACCEPT } };
  const start = performance.now();
  const bytes = await sizeOf(options);
  if (bytes < COUNT * BYTES) throw new Error(`the list of ConfigMaps has only ${bytes} bytes`);
  return bytes / 1_000 / (performance.now() - start);
}

function sizeOf(options: RequestOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  get(options, (answer) => {
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    answer.once('end', () => resolve(bytes)).once('error', reject);
  }).once('error', reject);
  return promise;
}
