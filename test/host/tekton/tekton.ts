import { cached } from '../build/cached.ts';
import { goSource, tekton } from '../build/programs.ts';
import type { Report } from '../report.ts';
import { dnsManifests, type RunningHost } from '../running-host.ts';
import { tektonImages } from './images.ts';
import { install } from './install.ts';
import { tektonManifests } from './manifests.ts';

/** Tekton Pipelines and the names of Services, on a host that runs; what is there already stays. */
export async function addTekton(host: RunningHost, report: Report): Promise<void> {
  const programs = await cached(await tekton(), report);
  for (const image of tektonImages(programs)) await host.give(image);
  const source = await goSource('tekton', 'github.com/tektoncd/pipeline');
  const manifests = [...dnsManifests(host), tektonManifests(source)];
  await report.step('Tekton', () => install(host, manifests));
}
