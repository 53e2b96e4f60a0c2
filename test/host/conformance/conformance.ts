import { join } from 'node:path';
import { cachedAll } from '../build/cached.ts';
import { installDebianPackages } from '../build/debian.ts';
import { conformance } from '../build/programs.ts';
import type { Report } from '../report.ts';
import { apply, dnsManifests, type RunningHost } from '../running-host.ts';
import { conformanceImages, PACKAGES } from './images.ts';

/** Paths of the programs that run Kubernetes' conformance tests. */
export interface ConformanceTools {
  /** The compiled tests. */
  tests: string;
  ginkgo: string;
}

export const conformanceTools = async (report: Report): Promise<ConformanceTools> => {
  const [tests = '', programs = ''] = await cachedAll(await conformance(), report);
  return { tests: join(tests, 'e2e.test'), ginkgo: join(programs, 'ginkgo') };
};

/** Adds the images of the tests' pods, and DNS for Services. */
export async function addConformance(host: RunningHost, report: Report): Promise<void> {
  await installDebianPackages(report, PACKAGES);
  const [, programs = ''] = await cachedAll(await conformance(), report);
  for (const image of await conformanceImages(programs)) await host.give(image);
  await report.step('DNS for Services', () => apply(host, dnsManifests(host)));
}
