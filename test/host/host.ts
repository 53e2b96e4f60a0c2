import { join } from 'node:path';
import { cached } from './build/cached.ts';
import { ARCHIVE, type Image, imageRecipe } from './build/image.ts';
import type { Tools } from './build/tools.ts';
import { upBuilt } from './built.ts';
import { addConformance } from './conformance/conformance.ts';
import { addEks } from './eks/eks.ts';
import { type GivenVcluster, givenVcluster } from './given-vcluster.ts';
import { createKind, deleteKind, loadIntoKind } from './kind.ts';
import { withLock } from './lock.ts';
import { forget, recall, remember } from './memory.ts';
import { importImages } from './node/images.ts';
import { layoutOf } from './node/layout.ts';
import { hasTraces, stopNode } from './node/stop.ts';
import { DEFAULT_NAME } from './paths.ts';
import { type Log, Report, type Timing } from './report.ts';
import type { RunningHost } from './running-host.ts';
import { addTekton } from './tekton/tekton.ts';
import { buildTools } from './tools.ts';
import { defaultKubernetes, VCLUSTER_VERSION, virtualVersions } from './versions.ts';
import { chooseWay, KUBECONFIG_VARIABLE, type WayName, waysOf } from './ways.ts';

export { type HostStatus, hostStatus } from './status.ts';

export interface HostOptions {
  name?: string;
  log?: Log;
}

export interface UpOptions extends HostOptions {
  /** Virtual Kubernetes versions to have images of, in addition to the host's version. */
  kubernetes?: string[];
  /** Add-ons to run on the host. */
  with?: AddOn[];
  /** The vcluster to use instead of the built one. Default: that of the environment. */
  vcluster?: GivenVcluster | undefined;
}

export const ADD_ONS = ['conformance', 'eks', 'tekton'] as const;
export type AddOn = (typeof ADD_ONS)[number];

export interface Host {
  name: string;
  way: WayName;
  kubeconfig: string;
  tools: Tools;
  timings: Timing[];
}

/** Starts a host cluster unless it is running. Returns when pods can run, with the tools to test against it. */
export async function upHost({
  name = DEFAULT_NAME,
  kubernetes,
  with: addOns = [],
  vcluster,
  log,
}: UpOptions = {}): Promise<Host> {
  const { kubeconfig } = layoutOf(name);
  const given = vcluster ?? (await givenVcluster());
  const versions = virtualVersions([
    defaultKubernetes(given?.version ?? VCLUSTER_VERSION),
    ...(kubernetes ?? []),
  ]);
  const report = new Report(log);
  const { name: way, reasons } = await chooseWay(waysOf());
  for (const reason of reasons) report.line(reason);
  return exclusively(name, report, async () => {
    if (way === 'built') await upBuilt(name, versions, report);
    if (way === 'kind') await report.step('kind', () => createKind(name, kubeconfig));
    const existing = way === 'existing' ? process.env[KUBECONFIG_VARIABLE] : undefined;
    const memory = { way, kubeconfig: existing ?? kubeconfig };
    await remember(name, memory);
    const tools = await buildTools(report, given);
    for (const archive of given?.archives ?? []) await giveArchive(name, archive, way);
    const give = (image: Image) => giveImage({ name, image }, way, report);
    const running: RunningHost = {
      kubeconfig: memory.kubeconfig,
      kubectl: tools.kubectl,
      // kind has CoreDNS already.
      lacksDns: way === 'built',
      give,
    };
    if (addOns.includes('conformance')) await addConformance(running, report);
    if (addOns.includes('eks')) await addEks(running, report);
    if (addOns.includes('tekton')) await addTekton(running, report);
    return { name, ...memory, tools, timings: report.finish() };
  });
}

/** Removes the host and everything that it left. Does not change a cluster that existed before. */
export async function downHost({ name = DEFAULT_NAME, log }: HostOptions = {}): Promise<Timing[]> {
  const layout = layoutOf(name);
  const report = new Report(log);
  return exclusively(name, report, async () => {
    const memory = await recall(name);
    if (memory?.way === 'existing') report.line(`left alone: ${memory.kubeconfig}`);
    if (memory?.way === 'kind') await deleteKind(name, memory.kubeconfig);
    if (await hasTraces(layout)) await stopNode(layout, report);
    await forget(name);
    return report.finish();
  });
}

const exclusively = <T>(name: string, report: Report, work: () => Promise<T>): Promise<T> =>
  withLock(`host-${name}`, work, () => report.line(`waiting for another run with host '${name}'`));

export interface ImageOptions extends HostOptions {
  image: Image;
}

/** Packs an image and imports it into a running host, which has no registry to pull it from. */
export async function addImage({ name = DEFAULT_NAME, image, log }: ImageOptions): Promise<void> {
  const way = (await recall(name))?.way;
  if (!way) throw new Error(`there is no host '${name}'; start it with \`npm run host -- up\``);
  const report = new Report(log);
  await exclusively(name, report, () => giveImage({ name, image }, way, report));
}

async function giveImage(
  { name, image }: { name: string; image: Image },
  way: WayName,
  report: Report,
): Promise<void> {
  if (way === 'existing')
    throw new Error(
      `cannot import an image into host '${name}': it is an existing cluster; use a registry that it can pull from`,
    );
  await giveArchive(name, join(await cached(imageRecipe(image), report), ARCHIVE), way);
}

/** An existing cluster pulls its images from a registry. */
async function giveArchive(name: string, archive: string, way: WayName): Promise<void> {
  if (way === 'kind') await loadIntoKind(name, archive);
  if (way === 'built') await importImages(layoutOf(name), [archive]);
}
