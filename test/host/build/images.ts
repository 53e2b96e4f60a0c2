import { join } from 'node:path';
import { run } from '../run.ts';
import { DOCUMENTED_VERSION, EKS, HOST_VERSION, VCLUSTER_VERSION } from '../versions.ts';
import { digestOf } from './digest.ts';
import type { Image } from './image.ts';
import { type Entry, withFolders } from './tar.ts';

export const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10';
export const BUSYBOX_IMAGE = 'docker.io/library/busybox:1.36';
const BUSYBOX = '/usr/bin/busybox';
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

// Each Kubernetes minor uses another CoreDNS version; the same program serves all of them.
const COREDNS_VERSIONS = ['1.12.0', '1.12.1', '1.13.1', '1.14.1', '1.14.2'];

// The default values of the vcluster CLI use the first patch of a minor.
const KUBERNETES_ALIASES: Record<string, string[]> = {
  [HOST_VERSION]: ['1.34.0'],
  [DOCUMENTED_VERSION]: ['1.36.0'],
};

export interface Programs {
  /** The folders with vcluster and coredns, with helm, and with kine. */
  vcluster: string;
  tools: string;
  kine: string;
  /** The folder of each virtual Kubernetes version. */
  kubernetes: Record<string, string>;
}

export const PAUSE = ['sh', '-c', 'trap exit TERM INT; sleep infinity & wait'];

export const program = (path: string, source: string): Entry => ({ path, source, mode: 0o755 });

/** All images of the host, each on top of busybox: there is no registry to pull them from. */
export async function hostImages(programs: Programs): Promise<Image[]> {
  const base = await baseLayer();
  const basis = await Promise.all([BUSYBOX, CERTIFICATES].map(digestOf));
  const image = (name: string, tags: string[], entrypoint: string[], entries: Entry[] = []) => ({
    name,
    tags,
    entrypoint,
    layers: entries.length > 0 ? [base, entries] : [base],
    madeFrom: basis,
  });
  return [
    image('pause', [PAUSE_IMAGE], PAUSE),
    image('busybox', [BUSYBOX_IMAGE], []),
    image(
      'coredns',
      corednsTags(),
      ['/coredns'],
      [program('coredns', join(programs.vcluster, 'coredns'))],
    ),
    image('vcluster', vclusterTags(), ['/vcluster', 'start'], vclusterEntries(programs)),
    ...Object.entries(programs.kubernetes).map(([version, folder]) =>
      image(
        `kubernetes-${version}`,
        kubernetesTags(version),
        ['sh'],
        kubernetesEntries(folder, programs),
      ),
    ),
  ];
}

const corednsTags = (): string[] => [
  `public.ecr.aws/eks-distro/coredns/coredns:v1.10.1-${EKS.release}`,
  ...COREDNS_VERSIONS.flatMap((v) => [
    `docker.io/coredns/coredns:${v}`,
    `registry.k8s.io/coredns/coredns:v${v}`,
  ]),
];

const vclusterTags = (): string[] =>
  ['oss', 'pro'].map((kind) => `ghcr.io/loft-sh/vcluster-${kind}:${VCLUSTER_VERSION}`);

const kubernetesTags = (version: string): string[] =>
  [version, ...(KUBERNETES_ALIASES[version] ?? [])].map((v) => `ghcr.io/loft-sh/kubernetes:v${v}`);

const vclusterEntries = ({ vcluster, tools, kine }: Programs): Entry[] => [
  program('vcluster', join(vcluster, 'vcluster')),
  program('usr/local/bin/kine', join(kine, 'kine')),
  program('usr/local/bin/helm', join(tools, 'helm')),
];

/** Like the official images, they have kine and helm, which vcluster 0.36 and newer takes from there. */
const kubernetesEntries = (folder: string, { tools, kine }: Programs): Entry[] => [
  { path: 'kubernetes', folder: true },
  program('kubernetes/kine', join(kine, 'kine')),
  program('kubernetes/helm', join(tools, 'helm')),
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) =>
    program(`kubernetes/${name}`, join(folder, name)),
  ),
];

/** Returns a function for images of an add-on, on top of busybox. `madeFrom` is what their programs were built from. */
export async function imagesOnBusybox(madeFrom: unknown) {
  const base = await baseLayer();
  return (name: string, tags: string[], entrypoint: string[], entries: Entry[] = []): Image => ({
    name,
    tags,
    layers: [base, withFolders(entries)],
    entrypoint,
    madeFrom,
  });
}

/** busybox with a link for each of its commands, a few folders, users and the CA certificates. */
export async function baseLayer(): Promise<Entry[]> {
  const commands = (await run(BUSYBOX, ['--list'])).trim().split('\n');
  const folders = ['bin', 'etc', 'etc/ssl', 'etc/ssl/certs', 'root', 'usr', 'usr/local'];
  return [
    ...[...folders, 'usr/local/bin', 'var'].map((path) => ({ path, folder: true }) as const),
    { path: 'tmp', folder: true, mode: 0o1777 },
    program('bin/busybox', BUSYBOX),
    ...commands
      .filter((name) => name !== 'busybox')
      .map((name) => ({ path: `bin/${name}`, link: 'busybox' })),
    {
      path: 'etc/passwd',
      content: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n',
    },
    { path: 'etc/group', content: 'root:x:0:\nnobody:x:65534:\n' },
    { path: 'etc/ssl/certs/ca-certificates.crt', source: CERTIFICATES },
  ];
}
