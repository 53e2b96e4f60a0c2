import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from '@kubernetes/client-node';
import { dump } from 'js-yaml';
import type { Runtime } from '../core/runtime.ts';
import type { Chart } from './charts.ts';
import type { Manifest } from './manifests.ts';

interface Definition extends KubernetesObject {
  spec?: { group?: string; names?: { kind?: string } };
}

/** Returns the manifests of a kind that another one of them defines. */
export function ofOwnKinds(manifests: readonly Manifest[]): Manifest[] {
  const defined = new Set(
    manifests
      .map(({ object }) => object as Definition)
      .filter(({ kind }) => kind === 'CustomResourceDefinition')
      .map(({ spec }) => `${spec?.group}/${spec?.names?.kind}`),
  );
  return manifests.filter(({ object: { apiVersion = '', kind } }) =>
    defined.has(`${apiVersion.split('/')[0]}/${kind}`),
  );
}

/** Includes the objects unchanged, so that braces in them are not parsed as templates. */
const TEMPLATE = `{{- range $path, $_ := .Files.Glob "objects/*" }}
---
{{ $.Files.Get $path }}
{{- end }}
`;

/** Writes a chart of only these objects to the work folder. */
export async function chartOfManifests(
  { workDir }: Pick<Runtime, 'workDir'>,
  name: string,
  manifests: readonly Manifest[],
): Promise<Chart> {
  const chart = join(workDir, name);
  for (const folder of ['templates', 'objects'])
    await mkdir(join(chart, folder), { recursive: true });
  await writeFile(join(chart, 'Chart.yaml'), dump({ apiVersion: 'v2', name, version: '0.1.0' }));
  await writeFile(join(chart, 'templates', 'objects.yaml'), TEMPLATE);
  for (const [index, { object }] of manifests.entries()) {
    await writeFile(join(chart, 'objects', `${index}.yaml`), dump(object));
  }
  return { name, chart, isLocal: true, namespace: 'default' };
}
