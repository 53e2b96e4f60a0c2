import { rm } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import type { Recipe } from './cached.ts';
import { type Entry, writeTar } from './tar.ts';

export interface Image {
  name: string;
  tags: string[];
  /** The entries of each layer, the lowest layer first. */
  layers: Entry[][];
  entrypoint: string[];
  /** The arguments of a container that has none of its own. */
  command?: string[];
  /** Uid and gid of its processes; root by default. */
  user?: string;
  /** What the files at `source` were built from, because the entries contain only their paths. */
  madeFrom: unknown;
}

export const ARCHIVE = 'image.tar';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A recipe for an image archive in the format of `docker save`, which `ctr images import` reads. */
export function imageRecipe(image: Image): Recipe {
  return {
    name: `image-${image.name}`,
    ingredients: image,
    make: (folder) => pack(image, folder),
  };
}

async function pack(image: Image, folder: string): Promise<void> {
  const digests: string[] = [];
  const layers: Entry[] = [];
  for (const [index, entries] of image.layers.entries()) {
    const source = join(folder, `layer-${index}.tar`);
    const digest = await writeTar(source, entries);
    digests.push(digest);
    layers.push({ path: `${digest}.tar`, source });
  }
  const config = imageConfig(image, digests);
  const manifest = [
    { Config: 'config.json', RepoTags: image.tags, Layers: layers.map(({ path }) => path) },
  ];
  await writeTar(join(folder, ARCHIVE), [
    { path: 'manifest.json', content: JSON.stringify(manifest) },
    { path: 'config.json', content: JSON.stringify(config) },
    ...layers,
  ]);
  for (const layer of layers) if ('source' in layer) await rm(layer.source);
}

function imageConfig(image: Image, digests: string[]) {
  return {
    architecture: arch() === 'x64' ? 'amd64' : arch(),
    os: 'linux',
    config: {
      Entrypoint: image.entrypoint,
      ...(image.command && { Cmd: image.command }),
      Env: [`PATH=${PATH}`],
      ...(image.user && { User: image.user }),
    },
    rootfs: { type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`) },
  };
}
