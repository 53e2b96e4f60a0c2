import { join } from 'node:path';
import type { Image } from '../build/image.ts';
import { BUSYBOX_IMAGE } from '../build/images.ts';

export const TEKTON_VERSION = '1.6.0';

const PROGRAMS = [
  'controller',
  'webhook',
  'entrypoint',
  'nop',
  'workingdirinit',
  'sidecarlogresults',
] as const;

const CERTIFICATES = 'etc/ssl/certs/ca-certificates.crt';

const nameOf = (program: string): string => `tekton.test/${program}:v${TEKTON_VERSION}`;

/** One image per program, which is at the path that ko uses, because Tekton's controller calls some by that path. */
export const tektonImages = (programs: string): Image[] =>
  PROGRAMS.map((program) => ({
    name: `tekton-${program}`,
    tags: [nameOf(program)],
    layers: [
      [
        ...['etc', 'etc/ssl', 'etc/ssl/certs', 'ko-app'].map(
          (path) => ({ path, folder: true }) as const,
        ),
        { path: CERTIFICATES, source: `/${CERTIFICATES}` },
        { path: `ko-app/${program}`, source: join(programs, program), mode: 0o755 },
      ],
    ],
    entrypoint: [`/ko-app/${program}`],
    madeFrom: programs,
  }));

/** Replaces the images in a manifest of Tekton's source by those that are built here. */
export const withImages = (text: string): string =>
  text
    .replaceAll(/ko:\/\/github\.com\/tektoncd\/pipeline\/cmd\/([a-z]+)/g, (_, program: string) =>
      nameOf(program),
    )
    .replaceAll(/cgr\.dev\/chainguard\/busybox@sha256:\w+/g, BUSYBOX_IMAGE);
