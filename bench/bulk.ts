import { randomBytes } from 'node:crypto';
import { get, type RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { kubeOf } from '../src/core/kube/clients.ts';
import { requestTo, type VirtualApi } from '../test/e2e/support/cluster/virtual-api.ts';

const NAMESPACE = 'default';
const COUNT = 32;
/** Just below the size limit of an object in the API server. */
const BYTES = 1_000_000;
/**
 * The API server copies protobuf from its cache. It would encode JSON for each request, and that would distort the
 * measurement.
 */
const ACCEPT = 'application/vnd.kubernetes.protobuf';

/** Creates the objects to download: ConfigMaps, which every client can read, of 32 MB in total. */
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

/** Returns the megabytes (10⁶) per second of one download of all ConfigMaps, on a new connection. */
export async function measureDownload(api: VirtualApi): Promise<number> {
  const path = `/api/v1/namespaces/${NAMESPACE}/configmaps?resourceVersion=0`;
  const options = { ...requestTo(api, path), headers: { Accept: ACCEPT } };
  const start = performance.now();
  const bytes = await sizeOf(options);
  if (bytes < COUNT * BYTES)
    throw new Error(
      `The list of ConfigMaps has only ${bytes} bytes, expected at least ${COUNT * BYTES}.`,
    );
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
