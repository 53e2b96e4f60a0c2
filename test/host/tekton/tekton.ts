import { readFileSync } from 'node:fs';
import { cached } from '../build/cached.ts';
import type { Image } from '../build/image.ts';
import { goSource, tekton } from '../build/programs.ts';
import type { Report } from '../report.ts';
import { tektonImages } from './images.ts';
import { install } from './install.ts';
import { tektonManifests } from './manifests.ts';

const DNS = new URL('./dns.yaml', import.meta.url);

export interface RunningHost {
  kubeconfig: string;
  kubectl: string;
  /** Whether nobody there knows the names of Services. */
  lacksDns: boolean;
  give(image: Image): Promise<void>;
}

/** Tekton Pipelines and the names of Services, on a host that runs; what is there already stays. */
export async function addTekton(host: RunningHost, report: Report): Promise<void> {
  const programs = await cached(await tekton(), report);
  for (const image of tektonImages(programs)) await host.give(image);
  const source = await goSource('tekton', 'github.com/tektoncd/pipeline');
  const dns = host.lacksDns ? [readFileSync(DNS, 'utf8')] : [];
  const manifests = [...dns, tektonManifests(source)];
  await report.step('Tekton', () => install(host.kubectl, host.kubeconfig, manifests));
}
