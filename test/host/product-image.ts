import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './build/digest.ts';
import { lastStage } from './build/dockerfile.ts';
import { sharedLibraries } from './build/shared-libraries.ts';
import { type Entry, withFolders } from './build/tar.ts';
import type { Tools } from './build/tools.ts';
import { addImage, type Host } from './host.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The name of the image in `deploy/` and `tekton/`. */
export const PRODUCT_IMAGE = `ghcr.io/ephemeral-vcluster/ephemeral-vcluster:${version}`;
/** The name of the image in the samples. */
export const KUBECTL_IMAGE = 'registry.k8s.io/kubectl:v1.36.3';

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Imports the image of the Dockerfile into a running host. Call it again after a change of `dist`. */
export async function addProductImage({
  name,
  tools,
}: Pick<Host, 'name' | 'tools'>): Promise<void> {
  const { copies, entrypoint, user } = lastStage(readFileSync('Dockerfile', 'utf8'));
  const base = await distrolessNode(tools.node);
  const added = copies.flatMap(({ from, source, target }) =>
    from ? [program(target, sourceIn(from, tools))] : files(source, target),
  );
  await addImage({
    name,
    image: {
      name: 'product',
      tags: [PRODUCT_IMAGE],
      layers: [withFolders(base), withFolders(added)],
      entrypoint,
      user,
      madeFrom: await Promise.all([...base, ...added].flatMap(sourceOf).map(digestOf)),
    },
  });
}

/** Imports the image into a running host that the samples use for their tests. */
export async function addKubectlImage({
  name,
  tools,
}: Pick<Host, 'name' | 'tools'>): Promise<void> {
  const entries = [program('/bin/kubectl', tools.kubectl)];
  await addImage({
    name,
    image: {
      name: 'kubectl',
      tags: [KUBECTL_IMAGE],
      layers: [withFolders(entries)],
      entrypoint: ['/bin/kubectl'],
      madeFrom: await digestOf(tools.kubectl),
    },
  });
}

/** The part of the Dockerfile's base image that a Node program uses. */
async function distrolessNode(node: string): Promise<Entry[]> {
  return [
    program('/nodejs/bin/node', node),
    ...(await sharedLibraries(node)),
    { path: 'etc/ssl/certs/ca-certificates.crt', source: CERTIFICATES },
    { path: 'etc/passwd', content: 'nonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n' },
  ];
}

/** The local file that replaces the result of a build stage of the Dockerfile. */
function sourceIn(stage: string, tools: Tools): string {
  if (stage === 'helm') return tools.helm;
  throw new Error(`the Dockerfile's stage ${stage} is not known here`);
}

const program = (path: string, source: string): Entry => ({
  path: path.replace(/^\//, ''),
  source,
  mode: 0o755,
});

function files(source: string, target: string): Entry[] {
  const path = target.replace(/^\//, '');
  if (statSync(source).isFile()) return [{ path, source }];
  return globSync(`${source}/**`, { withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name))
    .toSorted()
    .map((file) => ({ path: join(path, file.slice(source.length + 1)), source: file }));
}

const sourceOf = (entry: Entry): string[] => ('source' in entry ? [entry.source] : []);
