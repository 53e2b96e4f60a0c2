import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { createCluster } from '../../../src/core/create/create.ts';
import { upHost } from '../../host/host.ts';
import { addProductImage } from '../../host/product-image.ts';
import { HOST_VERSION, TESTED_VERSIONS } from '../../host/versions.ts';
import { FEATURE_NAMES, prepareFeatures, tryFeature } from '../support/cluster/features.ts';
import { kubectlFor } from '../support/cluster/kubectl.ts';
import { figures } from '../support/figures.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

/** Each virtual version that can be built here, on the host: which features work. The documentation has a table of it. */
jest.setTimeout(3_600_000);

/** The names of the features that do not work, by host and virtual version. */
const KNOWN = JSON.parse(
  readFileSync(join(import.meta.dirname, 'skew', 'failing.json'), 'utf8'),
) as Record<string, Record<string, string[]>>;

test('every feature works on each pair of versions, except those that the documentation names', async () => {
  await addProductImage(await upHost({ kubernetes: [...TESTED_VERSIONS] }));
  await using host = await openTestHost();
  const failing: Record<string, string[]> = {};
  const reasons: string[] = [];
  for (const version of TESTED_VERSIONS) {
    const failed = await failingIn(version, host);
    failing[version] = [...failed.keys()];
    reasons.push(...[...failed].map(([name, reason]) => `${version}: ${name}: ${reason}`));
    const works = FEATURE_NAMES.length - failed.size;
    figures('skew', `host ${HOST_VERSION}`, version, `${works} of ${FEATURE_NAMES.length} work`);
  }
  expect({ failing, reasons }).toEqual({
    failing: KNOWN[HOST_VERSION],
    reasons: expect.anything(),
  });
});

/** Tries each feature in a new cluster, and returns the reasons of those that fail. */
async function failingIn(kubernetesVersion: string, host: TestHost): Promise<Map<string, string>> {
  await using cluster = await createCluster(host.runtime, host.spec({ kubernetesVersion }));
  const kubectl = kubectlFor(host.tools.kubectl, cluster.kubeconfig);
  await prepareFeatures(kubectl);
  const failed = new Map<string, string>();
  for (const name of FEATURE_NAMES)
    await tryFeature(name, kubectl).catch((error: Error) => failed.set(name, error.message));
  return failed;
}
