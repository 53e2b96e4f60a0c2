import { dump } from 'js-yaml';
import type { Values } from '../core/chart/values-input.ts';
import type { Runtime } from '../core/runtime.ts';
import { type BundledChart, bundleCharts } from './bundle-charts.ts';
import { inOrder } from './manifests.ts';
import { chartOfManifests, ofOwnKinds } from './manifests-chart.ts';
import type { Workshop } from './workshop.ts';

/**
 * What is to be in each cluster, as values of its engine, which puts it there. The engine takes manifests all at once, so
 * that none may be of a kind that another defines: these are a chart of their own, installed after.
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

/** The name of a chart that is bundled is that of its file. */
const releaseOf = ({ name, chart, repo, version, namespace, values, bundle }: BundledChart) => ({
  chart: bundle ? { name } : { name: chart, ...(repo && { repo }), ...(version && { version }) },
  ...(bundle && { bundle }),
  release: { name, namespace },
  ...(values && { values: dump(values) }),
});
