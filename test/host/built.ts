import { join } from 'node:path';
import { cached, cachedAll } from './build/cached.ts';
import { installDebianPackages } from './build/debian.ts';
import { ARCHIVE, imageRecipe } from './build/image.ts';
import { hostImages, type Programs } from './build/images.ts';
import {
  commandLineTools,
  hostKubernetes,
  kine,
  vclusterPrograms,
  virtualKubernetes,
} from './build/programs.ts';
import { storeRecipe } from './build/store.ts';
import { imageNames, importImage } from './node/containerd.ts';
import { isHealthy } from './node/health.ts';
import { type Layout, layoutOf } from './node/layout.ts';
import { type NodeParts, startNode } from './node/start.ts';
import { hasTraces, stopNode } from './node/stop.ts';
import type { Report } from './report.ts';
import { HOST_VERSION } from './versions.ts';

interface ImageArchive {
  tags: string[];
  file: string;
}

/** The one-node cluster from Go modules: built when needed, started unless it runs already. */
export async function upBuilt(name: string, versions: string[], report: Report): Promise<void> {
  const layout = layoutOf(name);
  await installDebianPackages(report);
  const programs = await buildPrograms(versions, report);
  const images = await packImages(programs, report);
  if (await isHealthy(layout)) {
    report.line(`host '${name}' is running already`);
    await report.step('import missing images', () => importMissing(layout, images));
    return;
  }
  const store = await cached(storeRecipe(images.map(({ file }) => file)), report);
  await startAfresh(layout, { programs: programs.kubernetes[HOST_VERSION] ?? '', store }, report);
}

async function buildPrograms(versions: string[], report: Report): Promise<Programs> {
  const kubernetes = versions.map((version) =>
    version === HOST_VERSION ? hostKubernetes() : virtualKubernetes(version),
  );
  const others = [vclusterPrograms(), commandLineTools(), kine()];
  const recipes = await Promise.all([...kubernetes, ...others]);
  const folders = await cachedAll(recipes, report);
  const [vcluster = '', tools = '', kineFolder = ''] = folders.slice(versions.length);
  return {
    kubernetes: Object.fromEntries(versions.map((v, index) => [v, folders[index] ?? ''])),
    vcluster,
    tools,
    kine: kineFolder,
  };
}

async function packImages(programs: Programs, report: Report): Promise<ImageArchive[]> {
  const images = await hostImages(programs);
  const folders = await cachedAll(images.map(imageRecipe), report);
  return images.map(({ tags }, index) => ({ tags, file: join(folders[index] ?? '', ARCHIVE) }));
}

async function importMissing({ socket }: Layout, images: ImageArchive[]): Promise<void> {
  const present = new Set(await imageNames(socket));
  for (const { tags, file } of images) {
    if (!tags.every((tag) => present.has(tag))) await importImage(socket, file);
  }
}

/** Whatever an earlier run left goes first; a start that fails leaves nothing but its logs. */
async function startAfresh(layout: Layout, parts: NodeParts, report: Report): Promise<void> {
  if (await hasTraces(layout)) {
    report.line(`removing what an earlier run of '${layout.name}' left`);
    await stopNode(layout, report);
  }
  try {
    await startNode(layout, parts, report);
  } catch (error) {
    await stopNode(layout, report);
    throw error;
  }
}
