import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './build/digest.ts';
import { lastStage } from './build/dockerfile.ts';
import { sharedLibraries } from './build/shared-libraries.ts';
import { type Entry, withFolders } from './build/tar.ts';
import type { Tools } from './build/tools.ts';
import { addImage, type Host } from './host.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** As our manifests name it. */
export const PRODUCT_IMAGE = `ghcr.io/ephemeral-vcluster/ephemeral-vcluster:${version}`;
/** As the samples name it. */
export const KUBECTL_IMAGE = 'registry.k8s.io/kubectl:v1.34.4';

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Gives a running host our own image, as the Dockerfile describes it; again after a change of `dist`. */
export async function addProductImage({
  name,
  tools,
}: Pick<Host, 'name' | 'tools'>): Promise<void> {
  const { copies, entrypoint } = lastStage(readFileSync('Dockerfile', 'utf8'));
  const base = await distrolessNode(tools.node);
  const ours = copies.flatMap(({ from, source, target }) =>
    from ? [program(target, sourceIn(from, tools))] : files(source, target),
  );
  await addImage({
    name,
    image: {
      name: 'product',
      tags: [PRODUCT_IMAGE],
      layers: [withFolders(base), withFolders(ours)],
      entrypoint,
      madeFrom: await Promise.all([...base, ...ours].flatMap(sourceOf).map(digestOf)),
    },
  });
}

/** Gives a running host the image that the samples test with. */
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

/** The base that the Dockerfile names, as far as a program of Node sees it. */
async function distrolessNode(node: string): Promise<Entry[]> {
  const libraries = await sharedLibraries(node);
  return [
    program('/nodejs/bin/node', node),
    ...libraries.map((path) => program(path, path)),
    { path: 'etc/ssl/certs/ca-certificates.crt', source: CERTIFICATES },
    { path: 'etc/passwd', content: 'nonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n' },
  ];
}

/** What a stage of the Dockerfile makes, made here. */
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
