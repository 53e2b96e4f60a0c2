import { cachedAll } from '../build/cached.ts';
import { commandLineTools, eksVcluster, virtualKubernetes } from '../build/programs.ts';
import type { Report } from '../report.ts';
import { apply, dnsManifests, type RunningHost } from '../running-host.ts';
import { EKS } from '../versions.ts';
import { eksImages } from './images.ts';

/** Adds what the last chart for EKS needs: its images, and DNS for Services, which it uses to reach its etcd. */
export async function addEks(host: RunningHost, report: Report): Promise<void> {
  const kubernetesPrograms = virtualKubernetes(EKS.kubernetes);
  const recipes = await Promise.all([eksVcluster(), kubernetesPrograms, commandLineTools()]);
  const [vcluster = '', kubernetes = '', tools = ''] = await cachedAll(recipes, report);
  for (const image of await eksImages({ vcluster, kubernetes, tools })) await host.give(image);
  await report.step('DNS for Services', () => apply(host, dnsManifests(host)));
}
