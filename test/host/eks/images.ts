import { join } from 'node:path';
import { digestOf } from '../build/digest.ts';
import type { Image } from '../build/image.ts';
import { imagesOnBusybox, program } from '../build/images.ts';
import { sharedLibraries } from '../build/shared-libraries.ts';
import { EKS } from '../versions.ts';

const ETCD = '/usr/bin/etcd';
const REGISTRY = 'public.ecr.aws/eks-distro';

const tagged = (image: string, version: string): string =>
  `${REGISTRY}/${image}:v${version}-${EKS.release}`;

/** Images with Amazon's names and the upstream programs, because Amazon's are not available as Go modules. */
export async function eksImages(folders: {
  vcluster: string;
  kubernetes: string;
  /** With helm, which vcluster would download otherwise. */
  tools: string;
}): Promise<Image[]> {
  const image = await imagesOnBusybox([folders, await digestOf(ETCD)]);
  return [
    image(
      'eks-vcluster',
      [`ghcr.io/loft-sh/vcluster:${EKS.vcluster}`],
      ['/vcluster', 'start'],
      [
        program('vcluster', join(folders.vcluster, 'vcluster')),
        program('usr/local/bin/helm', join(folders.tools, 'helm')),
      ],
    ),
    ...['kube-apiserver', 'kube-controller-manager'].map((name) =>
      image(
        `eks-${name}`,
        [tagged(`kubernetes/${name}`, EKS.kubernetes)],
        [],
        [program(`usr/local/bin/${name}`, join(folders.kubernetes, name))],
      ),
    ),
    image(
      'eks-etcd',
      [tagged('etcd-io/etcd', '3.5.9')],
      [],
      [program('usr/local/bin/etcd', ETCD), ...(await sharedLibraries(ETCD))],
    ),
  ];
}
