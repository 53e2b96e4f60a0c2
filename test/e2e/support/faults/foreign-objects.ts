import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KubernetesObjectApi } from '@kubernetes/client-node';
import { tunedValues } from '../../../../src/core/chart/values.ts';
import { ownLabels } from '../../../../src/core/cluster/labels.ts';
import type { ClusterRef } from '../../../../src/core/cluster/ref.ts';
import { kubeOf } from '../../../../src/core/kube/clients.ts';
import { LEASE_NAME } from '../../../../src/core/lease/lease.ts';
import type { Tools } from '../../../host/build/tools.ts';
import type { LocalRuntime } from '../../../support/local-runtime.ts';
import { runProgram } from '../../../support/program.ts';

/** The identity of an object. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

/** Creates objects of another user in the future namespace of the cluster `ref`. Returns what it created. */
export type MakeForeign = (
  runtime: LocalRuntime,
  ref: ClusterRef,
  tools: Pick<Tools, 'chart' | 'vclusterVersion' | 'kubernetesVersion'>,
) => Promise<ObjectRef[]>;

const create = async (
  { hostCluster }: LocalRuntime,
  object: ObjectRef & object,
): Promise<ObjectRef> => {
  await KubernetesObjectApi.makeApiClient(hostCluster).create(object);
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, metadata: { name: metadata.name, ...inNamespaceOf(metadata) } };
};

const inNamespaceOf = ({ namespace }: { namespace?: string }) => (namespace ? { namespace } : {});

/** Has no pods, because they would keep changing its status. */
const deployment = ({ name, namespace }: ClusterRef, labels: Record<string, string>) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels },
  spec: {
    replicas: 0,
    selector: { matchLabels: { of: 'theirs' } },
    template: {
      metadata: { labels: { of: 'theirs' } },
      spec: { containers: [{ name: 'theirs', image: 'docker.io/library/busybox:1.36' }] },
    },
  },
});

export const namespace =
  (labels: (ref: ClusterRef) => Record<string, string>): MakeForeign =>
  async (runtime, ref) => [
    await create(runtime, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: ref.namespace, labels: labels(ref) },
    } as ObjectRef),
  ];

/** The namespace of another cluster of ephemeral-vcluster with the same name. */
export const namespaceOfAnotherId = namespace((ref) => ownLabels({ ...ref, id: 'another-id' }));

export const app: MakeForeign = async (runtime, ref) => [
  await create(runtime, deployment(ref, {})),
];

/** A virtual cluster that an operator created. */
export const virtualCluster: MakeForeign = async (runtime, ref) => [
  await create(runtime, deployment(ref, { app: 'vcluster', release: ref.name })),
];

export const service: MakeForeign = async (runtime, { name, namespace: inside }) => [
  await create(runtime, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: inside },
    spec: { ports: [{ port: 80 }] },
  } as ObjectRef),
];

export const secret =
  (name: (ref: ClusterRef) => string): MakeForeign =>
  async (runtime, ref) => [
    await create(runtime, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: name(ref), namespace: ref.namespace },
    }),
  ];

/** The lease of another cluster of ephemeral-vcluster; creation waits in the queue behind it. */
export const lease: MakeForeign = async (runtime, ref) => [
  await create(runtime, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: LEASE_NAME,
      namespace: ref.namespace,
      labels: ownLabels({ ...ref, id: 'another-id' }),
    },
    spec: {
      parallelism: 0,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'none', image: 'none' }] } },
    },
  } as ObjectRef),
];

/** Owned by the namespace, so that it is deleted with it; this tool does not delete it. */
export const clusterRole =
  (annotations: (ref: ClusterRef) => Record<string, string>): MakeForeign =>
  async (runtime, ref) => {
    const { metadata } = await kubeOf(runtime.hostCluster).core.readNamespace({
      name: ref.namespace,
    });
    const owner = { apiVersion: 'v1', kind: 'Namespace', name: ref.namespace, uid: metadata?.uid };
    const object = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {
        name: `vc-${ref.name}-v-${ref.namespace}`,
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: annotations(ref),
        ownerReferences: [owner],
      },
    };
    return [await create(runtime, object)];
  };

/** What remains if a user deletes the namespace of a cluster of the vcluster CLI. helm would adopt it. */
export const clusterRoleOfRelease = clusterRole((ref) => ({
  'meta.helm.sh/release-name': ref.name,
  'meta.helm.sh/release-namespace': ref.namespace,
}));

async function helmInstall(
  runtime: LocalRuntime,
  { name, namespace: inside }: ClusterRef,
  ...args: string[]
) {
  const flags = ['--namespace', inside, '--kubeconfig', runtime.kubeconfigFile];
  const { exitCode, stderr } = await runProgram(runtime.helm, ['install', name, ...args, ...flags]);
  if (exitCode !== 0) throw new Error(stderr);
}

const releaseSecret = ({ name, namespace: inside }: ClusterRef): ObjectRef => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: `sh.helm.release.v1.${name}.v1`, namespace: inside },
});

/** A helm release of something else with the name of the cluster. */
export const release: MakeForeign = async (runtime, ref) => {
  const folder = join(runtime.workDir, `${ref.name}-theirs`);
  await mkdir(join(folder, 'templates'), { recursive: true });
  await writeFile(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: theirs\nversion: 1.0.0\n');
  const configMap: ObjectRef = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'theirs', namespace: ref.namespace },
  };
  await writeFile(join(folder, 'templates', 'theirs.yaml'), JSON.stringify(configMap));
  await helmInstall(runtime, ref, folder);
  return [configMap, releaseSecret(ref)];
};

/** A virtual cluster like one of the vcluster CLI, without its pods, and without ClusterRoles, which would remain. */
export const vclusterRelease: MakeForeign = async (runtime, ref, { chart, ...versions }) => {
  const { name, namespace: inside } = ref;
  const { rbac } = tunedValues({ distro: 'k8s', ...versions });
  await helmInstall(
    runtime,
    ref,
    chart,
    ...['--set', 'controlPlane.statefulSet.highAvailability.replicas=0'],
    ...['--set-json', `rbac=${JSON.stringify(rbac)}`],
  );
  const at = (apiVersion: string, kind: string, object: string): ObjectRef => ({
    apiVersion,
    kind,
    metadata: { name: object, namespace: inside },
  });
  return [
    releaseSecret(ref),
    at('apps/v1', 'StatefulSet', name),
    at('v1', 'Service', name),
    at('v1', 'ServiceAccount', `vc-${name}`),
    at('v1', 'Secret', `vc-config-${name}`),
    at('rbac.authorization.k8s.io/v1', 'Role', `vc-${name}`),
  ];
};

/** A pod with the labels of the control plane's pod and of the pods that vcluster creates. */
export const pod: MakeForeign = async (runtime, { name, namespace: inside }) => [
  await create(runtime, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'theirs',
      namespace: inside,
      labels: { app: 'vcluster', release: name, 'vcluster.loft.sh/managed-by': name },
    },
    spec: {
      // No scheduler has this name, so the pod does not change.
      schedulerName: 'no-such-scheduler',
      containers: [{ name: 'theirs', image: 'docker.io/library/busybox:1.36' }],
    },
  } as ObjectRef),
];
