import { cached } from '../build/cached.ts';
import { goSource, tekton } from '../build/programs.ts';
import type { Report } from '../report.ts';
import { dnsManifests, type RunningHost } from '../running-host.ts';
import { tektonImages } from './images.ts';
import { install } from './install.ts';
import { tektonManifests } from './manifests.ts';

/** Installs Tekton Pipelines and DNS for Services on a running host. Keeps what is installed already. */
export async function addTekton(host: RunningHost, report: Report): Promise<void> {
  const programs = await cached(await tekton(), report);
  for (const image of tektonImages(programs)) await host.give(image);
  const source = await goSource('tekton', 'github.com/tektoncd/pipeline');
  const manifests = [...dnsManifests(host), tektonManifests(source)];
  await report.step('Tekton', () => install(host, manifests));
}
