import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from '../../support/folder.ts';
import { until } from '../kube.ts';
import { run } from '../run.ts';
import { deploymentsIn, notServing } from './deployments.ts';
import { TEKTON_NAMESPACE } from './state.ts';

const NAMESPACES = [TEKTON_NAMESPACE, 'kube-system'];
const SECONDS = 240;

/** Applies the manifests, in order, and waits until the programs in them serve. */
export async function install(
  kubectl: string,
  kubeconfig: string,
  manifests: readonly string[],
): Promise<void> {
  await using folder = await newFolder();
  const file = join(folder.path, 'manifests.yaml');
  await writeFile(file, manifests.join('\n---\n'));
  // Not by the client library: its YAML is stricter than that of those who wrote the manifests.
  const apply = ['apply', '--server-side', '--force-conflicts', '--filename', file];
  await run(kubectl, ['--kubeconfig', kubeconfig, ...apply]);
  await until('Tekton', SECONDS, async () => {
    const lists = NAMESPACES.map((namespace) => deploymentsIn(kubeconfig, namespace));
    const waiting = (await Promise.all(lists)).flatMap(notServing);
    if (waiting.length > 0) throw new Error(`no pod serves for ${waiting.join(', ')}`);
    return true;
  });
}
