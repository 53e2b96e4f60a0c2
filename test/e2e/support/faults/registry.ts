import { randomBytes } from 'node:crypto';
import type { Kube } from '../../../../src/core/kube/clients.ts';
import { BUSYBOX_IMAGE } from '../../../host/build/images.ts';
import { eventually } from '../../../support/eventually.ts';

/** A random port on the loopback of the node. The container runtime uses plain HTTP for such registries. */
export const registryAddress = (): string =>
  `127.0.0.1:${20_000 + (randomBytes(2).readUInt16BE() % 10_000)}`;

/** The only image of such a registry: a sleeping busybox. The web server derives the type of the manifest from its extension. */
export const IMAGE = 'asleep:v1.json';

const SERVE = `
set -e
mkdir -p /tmp/v2/asleep/manifests /tmp/v2/asleep/blobs
cd /tmp/v2/asleep
store() { digest=sha256:$(sha256sum $1 | cut -d ' ' -f 1); size=$(stat -c %s $1); mv $1 blobs/$digest; }
tar -c -f layer -C / bin/busybox
store layer
layers="[{\\"mediaType\\":\\"application/vnd.oci.image.layer.v1.tar\\",\\"digest\\":\\"$digest\\",\\"size\\":$size}]"
echo "{\\"architecture\\":\\"amd64\\",\\"os\\":\\"linux\\",\\"config\\":{\\"Entrypoint\\":[\\"/bin/busybox\\",\\"sleep\\",\\"600\\"]},\\"rootfs\\":{\\"type\\":\\"layers\\",\\"diff_ids\\":[\\"$digest\\"]}}" > config
store config
config="{\\"mediaType\\":\\"application/vnd.oci.image.config.v1+json\\",\\"digest\\":\\"$digest\\",\\"size\\":$size}"
manifest=application/vnd.oci.image.manifest.v1+json
echo "{\\"schemaVersion\\":2,\\"mediaType\\":\\"$manifest\\",\\"config\\":$config,\\"layers\\":$layers}" > manifests/v1.json
cp manifests/v1.json manifests/sha256:$(sha256sum manifests/v1.json | cut -d ' ' -f 1)
echo ".json:$manifest" > /tmp/httpd.conf
exec httpd -f -p $ADDRESS -h /tmp -c /tmp/httpd.conf
`;

/** Starts a registry with one image on the node. It is deleted with its namespace. */
export async function startRegistry(
  { core }: Kube,
  namespace: string,
  address: string,
): Promise<void> {
  const name = 'registry';
  const container = {
    name,
    image: BUSYBOX_IMAGE,
    command: ['sh', '-c', SERVE],
    env: [{ name: 'ADDRESS', value: address }],
  };
  const spec = { hostNetwork: true, terminationGracePeriodSeconds: 0, containers: [container] };
  await core.createNamespacedPod({ namespace, body: { metadata: { name }, spec } });
  await eventually(
    () => core.readNamespacedPod({ name, namespace }),
    ({ status }) => status?.phase === 'Running',
  );
}
