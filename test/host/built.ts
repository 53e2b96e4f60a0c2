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
import { isHealthy } from './node/health.ts';
import { importImages, recordImages } from './node/images.ts';
import { type Layout, layoutOf } from './node/layout.ts';
import { type NodeParts, startNode } from './node/start.ts';
import { hasTraces, stopNode } from './node/stop.ts';
import type { Report } from './report.ts';
import { HOST_VERSION } from './versions.ts';

/** Builds the one-node cluster from Go modules if necessary, and starts it unless it is running. */
export async function upBuilt(name: string, versions: string[], report: Report): Promise<void> {
  const layout = layoutOf(name);
  await installDebianPackages(report);
  const programs = await buildPrograms(versions, report);
  const archives = await packImages(programs, report);
  if (await isHealthy(layout)) {
    report.line(`host '${name}' is running already`);
    await report.step('import missing images', () => importImages(layout, archives));
    return;
  }
  const store = await cached(storeRecipe(archives), report);
  const host = programs.kubernetes[HOST_VERSION] ?? '';
  await startClean(layout, { programs: host, store }, report);
  await recordImages(layout, archives);
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

/** Packs the images. Returns the paths of the archives. */
async function packImages(programs: Programs, report: Report): Promise<string[]> {
  const images = await hostImages(programs);
  const folders = await cachedAll(images.map(imageRecipe), report);
  return folders.map((folder) => join(folder, ARCHIVE));
}

/** Removes what an earlier run left, then starts the node. A failed start leaves only its logs. */
async function startClean(layout: Layout, parts: NodeParts, report: Report): Promise<void> {
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
