import { join } from 'node:path';
import { cached } from './build/cached.ts';
import { installDebianPackages } from './build/debian.ts';
import { ARCHIVE, imageRecipe } from './build/image.ts';
import { hostImages } from './build/images.ts';
import { hostKubernetes, kine, vclusterPrograms, virtualKubernetes } from './build/programs.ts';
import { storeRecipe } from './build/store.ts';
import { imageNames, importImage } from './node/containerd.ts';
import { type Layout, layoutOf } from './node/layout.ts';
import { isRunning } from './node/process.ts';
import { isReady } from './node/readiness.ts';
import { startNode } from './node/start.ts';
import { hasTraces, stopNode } from './node/stop.ts';
import type { Report } from './report.ts';
import { buildCommandLineTools } from './tools.ts';
import { HOST_VERSION } from './versions.ts';

export const PROGRAMS = [
  'etcd',
  'kube-apiserver',
  'containerd',
  'kubelet',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
];

interface BuiltImage {
  tags: string[];
  archive: string;
}

/** The one-node cluster from Go modules: built when needed, started unless it runs already. */
export async function upBuilt(name: string, versions: string[], report: Report): Promise<void> {
  const layout = layoutOf(name);
  await installDebianPackages(report);
  const programs = await cached(await hostKubernetes(), report);
  const images = await buildImages(programs, versions, report);
  if (await isHealthy(layout)) {
    report.line(`host '${name}' is running already`);
    await report.step('import missing images', () => importMissing(layout, images));
    return;
  }
  const store = await cached(storeRecipe(images.map(({ archive }) => archive)), report);
  if (await hasTraces(layout)) {
    report.line(`removing what an earlier run of '${name}' left`);
    await stopNode(layout, report);
  }
  try {
    await startNode(layout, { programs, store }, report);
  } catch (error) {
    await stopNode(layout, report); // the logs stay
    throw error;
  }
}

async function buildImages(
  host: string,
  versions: string[],
  report: Report,
): Promise<BuiltImage[]> {
  const kubernetes: Record<string, string> = {};
  for (const version of versions) {
    const own = version === HOST_VERSION;
    kubernetes[version] = own ? host : await cached(await virtualKubernetes(version), report);
  }
  const programs = {
    vcluster: await cached(await vclusterPrograms(), report),
    tools: await buildCommandLineTools(report),
    kine: await cached(await kine(), report),
    kubernetes,
  };
  const built: BuiltImage[] = [];
  for (const image of await hostImages(programs)) {
    const folder = await cached(imageRecipe(image), report);
    built.push({ tags: image.tags, archive: join(folder, ARCHIVE) });
  }
  return built;
}

async function importMissing({ socket }: Layout, images: BuiltImage[]): Promise<void> {
  const present = new Set(await imageNames(socket));
  for (const { tags, archive } of images) {
    if (!tags.every((tag) => present.has(tag))) await importImage(socket, archive);
  }
}

export async function deadPrograms(layout: Layout): Promise<string[]> {
  const alive = await Promise.all(PROGRAMS.map((program) => isRunning(layout, program)));
  return PROGRAMS.filter((_, index) => !alive[index]);
}

export async function isHealthy(layout: Layout): Promise<boolean> {
  if ((await deadPrograms(layout)).length > 0) return false;
  return isReady(layout.kubeconfig).catch(() => false);
}
