import { cachedAll } from '../build/cached.ts';
import { commandLineTools, eksVcluster, virtualKubernetes } from '../build/programs.ts';
import type { Report } from '../report.ts';
import { apply, dnsManifests, type RunningHost } from '../running-host.ts';
import { EKS } from '../versions.ts';
import { eksImages } from './images.ts';

/** What the last chart for EKS needs of a host: its images, and the names of Services, by which it reaches its etcd. */
export async function addEks(host: RunningHost, report: Report): Promise<void> {
  const kubernetesPrograms = virtualKubernetes(EKS.kubernetes);
  const recipes = await Promise.all([eksVcluster(), kubernetesPrograms, commandLineTools()]);
  const [vcluster = '', kubernetes = '', tools = ''] = await cachedAll(recipes, report);
  for (const image of await eksImages({ vcluster, kubernetes, tools })) await host.give(image);
  await report.step('names of Services', () => apply(host, dnsManifests(host)));
}
