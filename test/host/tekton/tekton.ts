import { readFileSync } from 'node:fs';
import { loadAllYaml } from '@kubernetes/client-node';
import { cached } from '../build/cached.ts';
import type { Image } from '../build/image.ts';
import { goSource, tekton } from '../build/programs.ts';
import type { Report } from '../report.ts';
import { tektonImages } from './images.ts';
import { install } from './install.ts';
import { tektonObjects } from './manifests.ts';

const DNS = new URL('./dns.yaml', import.meta.url);

/** Tekton Pipelines and the names of Services, on a host that runs; what is there already stays. */
export async function addTekton(
  kubeconfig: string,
  addImage: (image: Image) => Promise<void>,
  report: Report,
): Promise<void> {
  const programs = await cached(await tekton(), report);
  for (const image of tektonImages(programs)) await addImage(image);
  const source = await goSource('tekton', 'github.com/tektoncd/pipeline');
  const objects = [...loadAllYaml(readFileSync(DNS, 'utf8')), ...tektonObjects(source)];
  await report.step('Tekton', () => install(kubeconfig, objects));
}
