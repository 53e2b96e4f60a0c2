import { globSync, readFileSync } from 'node:fs';
import {
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  loadAllYaml,
  type V1ConfigMap,
} from '@kubernetes/client-node';
import { type Kube, kubeOf } from '../../../../src/core/kube/clients.ts';
import type { Tools } from '../../../host/build/tools.ts';
import { upHost } from '../../../host/host.ts';
import { addKubectlImage, addProductImage } from '../../../host/product-image.ts';
import { eventually } from '../../../support/eventually.ts';
import { type Folder, newFolder } from '../../../support/folder.ts';
import { objectsIn } from '../../../support/namespace-objects.ts';
import { ownNamespacesUser, tenantOf } from '../host/host-users.ts';
import { uniqueName } from '../host/host-view.ts';
import type { Run, RunObject } from './run.ts';
import { type Change, sampleFor } from './sample.ts';

/** A namespace of the real host with the Tasks of `tekton/`, and a ServiceAccount of `deploy/rbac` to run them. */
export interface Tekton extends AsyncDisposable {
  namespace: string;
  kube: Kube;
  /** Applies a sample, with the changes that this host needs, and returns its run. */
  start(sample: string, change?: Change): Promise<Run>;
  /** `Kind/name` of all objects in the namespace that are new, except Tekton's records of runs. */
  createdObjects(): Promise<string[]>;
}

export interface TektonOptions {
  /** The manifest in `deploy/rbac` that defines the ServiceAccount. */
  as?: 'single-namespace' | 'own-namespaces';
  /** Kubernetes versions to have in addition to the host's. */
  kubernetes?: string[];
}

export async function openTekton({
  as = 'single-namespace',
  kubernetes = [],
}: TektonOptions = {}): Promise<Tekton> {
  const host = await upHost({ with: ['tekton'], kubernetes });
  await addProductImage(host);
  await addKubectlImage(host);
  const { kubeconfig, tools } = host;
  const admin = new KubeConfig();
  admin.loadFromFile(kubeconfig);
  const kube = kubeOf(admin);
  const folder: Folder = await newFolder();
  const namespace = uniqueName('tekton');
  const options = { admin, folder: folder.path };
  await (as === 'single-namespace' ? tenantOf : ownNamespacesUser)(namespace, options);
  const apply = applier(admin, namespace);
  for (const path of globSync('tekton/{task,stepaction}/*/*.yaml'))
    await apply(loadAllYaml(readFileSync(path, 'utf8')));
  await apply([config(tools)]);
  const before = (await objectsIn(admin, namespace)).map(({ id }) => id);
  return {
    namespace,
    kube,
    start: async (sample, change) => {
      const account = as === 'single-namespace' ? 'ephemeral-vcluster' : namespace;
      const made = await apply(sampleFor(sample, { namespace, account, change }));
      const [run] = made.filter(({ kind }) => kind?.endsWith('Run')).toReversed();
      return runOf(admin, run as RunObject);
    },
    createdObjects: async () =>
      (await objectsIn(admin, namespace))
        .map(({ id }) => id)
        .filter((id) => !before.includes(id) && !TEKTONS.test(id)),
    async [Symbol.asyncDispose]() {
      await kube.core.deleteNamespace({ name: namespace });
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** What Tekton keeps of a finished run, and what the samples contain. */
const TEKTONS =
  /^(Pipeline|PipelineRun|TaskRun)\/|^Pod\/.*-pod(-retry\d+)?$|^ConfigMap\/e2e-manifests$/;

/** The local chart, which replaces the official one of the sample, and the versions that the host has. */
const config = ({ chart, versions }: Tools): V1ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'config' },
  data: { 'versions.yaml': readFileSync(versions, 'utf8') },
  binaryData: { 'vcluster.tgz': readFileSync(chart, 'base64') },
});

function applier(admin: KubeConfig, namespace: string) {
  const api = KubernetesObjectApi.makeApiClient(admin);
  return async (objects: KubernetesObject[]): Promise<KubernetesObject[]> => {
    const made: KubernetesObject[] = [];
    for (const object of objects) {
      object.metadata = { ...object.metadata, namespace };
      made.push(await api.create(object));
    }
    return made;
  };
}

function runOf(admin: KubeConfig, { apiVersion, kind, metadata }: RunObject): Run {
  const api = KubernetesObjectApi.makeApiClient(admin);
  const header = {
    apiVersion,
    kind,
    metadata: { name: metadata.name, namespace: metadata.namespace },
  };
  const read = () => api.read(header) as Promise<RunObject>;
  return {
    uid: metadata.uid,
    name: metadata.name,
    read,
    ended: async (expected, seconds = 240) => {
      const { reason, message } = condition(await eventually(read, isOver, seconds)) ?? {};
      if (!expected || reason === expected) return reason ?? '';
      return [
        `${reason}: ${message}`,
        ...(await messagesOf(api, metadata.namespace)),
        ...(await logsOf(kubeOf(admin), metadata.namespace)),
      ].join('\n');
    },
    patch: async (spec) =>
      void (await api.patch(
        { ...header, spec } as KubernetesObject,
        undefined,
        undefined,
        undefined,
        undefined,
        'application/merge-patch+json',
      )),
    remove: async () => void (await api.delete(header)),
  };
}

const condition = ({ status }: RunObject) =>
  status?.conditions?.find(({ type }) => type === 'Succeeded');

const isOver = (run: RunObject): boolean =>
  ['True', 'False'].includes(condition(run)?.status ?? '');

async function messagesOf(api: KubernetesObjectApi, namespace: string): Promise<string[]> {
  const { items } = await api.list<RunObject>('tekton.dev/v1', 'TaskRun', namespace);
  return items.map((it) => `--- ${it.metadata.name}: ${condition(it)?.message}`);
}

/** The last 20 lines of each container of Tekton's pods. */
async function logsOf({ core }: Kube, namespace: string): Promise<string[]> {
  const { items } = await core.listNamespacedPod({
    namespace,
    labelSelector: 'tekton.dev/taskRun',
  });
  const logs = items.flatMap(({ metadata, spec }) =>
    (spec?.containers ?? []).map(async ({ name: container }) => {
      const name = metadata?.name ?? '';
      const options = { name, namespace, container, tailLines: 20 };
      const log = await core.readNamespacedPodLog(options).catch((error: Error) => error.message);
      return `--- ${name} ${container}\n${log}`;
    }),
  );
  return Promise.all(logs);
}
