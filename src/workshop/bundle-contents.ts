import { dump } from 'js-yaml';
import type { Values } from '../core/chart/values-input.ts';
import type { Runtime } from '../core/runtime.ts';
import { type BundledChart, bundleCharts } from './bundle-charts.ts';
import { inOrder } from './manifests.ts';
import { chartOfManifests, ofOwnKinds } from './manifests-chart.ts';
import type { Workshop } from './workshop.ts';

/**
 * Returns the contents of each cluster as values of vcluster, which installs them. vcluster applies all manifests together,
 * so none of them may be of a kind that another one defines. Such manifests become a separate chart, which vcluster
 * installs after the others.
 */
export async function bundleContents(
  runtime: Pick<Runtime, 'helm' | 'run' | 'workDir'>,
  { name, manifests, charts }: Pick<Workshop, 'name' | 'manifests' | 'charts'>,
): Promise<Values> {
  const own = new Set(ofOwnKinds(manifests));
  const texts = inOrder(manifests)
    .filter((it) => !own.has(it))
    .map(({ object }) => dump(object));
  const first =
    own.size > 0 ? [await chartOfManifests(runtime, `${name}-manifests`, [...own])] : [];
  const all = await bundleCharts(runtime, [...first, ...charts]);
  if (texts.length === 0 && all.length === 0) return {};
  return {
    experimental: {
      deploy: {
        vcluster: {
          ...(texts.length > 0 && { manifests: texts.join('---\n') }),
          ...(all.length > 0 && { helm: all.map(releaseOf) }),
        },
      },
    },
  };
}

/** A bundled chart has the name of its file. */
const releaseOf = ({ name, chart, repo, version, namespace, values, bundle }: BundledChart) => ({
  chart: bundle ? { name } : { name: chart, ...(repo && { repo }), ...(version && { version }) },
  ...(bundle && { bundle }),
  release: { name, namespace },
  ...(values && { values: dump(values) }),
});
