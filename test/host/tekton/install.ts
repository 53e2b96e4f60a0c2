import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppsV1Api, KubeConfig } from '@kubernetes/client-node';
import { newFolder } from '../../support/folder.ts';
import { until } from '../kube.ts';
import { run } from '../run.ts';

const NAMESPACES = ['tekton-pipelines', 'kube-system'];
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
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  const apps = kubeConfig.makeApiClient(AppsV1Api);
  await until('Tekton', SECONDS, async () => {
    const lists = NAMESPACES.map((namespace) => apps.listNamespacedDeployment({ namespace }));
    const deployments = (await Promise.all(lists)).flatMap(({ items }) => items);
    return deployments.every(({ status }) => Boolean(status?.availableReplicas));
  });
}
