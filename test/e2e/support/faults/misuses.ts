import type { KubernetesObject } from '@kubernetes/client-node';
import { ownLabels } from '../../../../src/core/cluster/labels.ts';
import type { Kube } from '../../../../src/core/kube/clients.ts';

const name = 'theirs';
const metadata = { name };
const labels = { app: name };
const containers = [{ name: 'main', image: 'registry.example/app:1' }];

/** The mark on an object does not make its namespace one of a cluster. */
const marked = () => ownLabels({ name: 'copied', id: 'copied' });

/** Creates, as `admin`, the objects that the misuses aim at. */
export async function makeTargets(
  { core, apps, batch, rbac }: Kube,
  namespace: string,
): Promise<void> {
  const template = { metadata: { labels }, spec: { containers } };
  await core.createNamespacedServiceAccount({ namespace, body: { metadata } });
  await core.createNamespacedSecret({ namespace, body: { metadata, stringData: { a: 'b' } } });
  await core.createNamespacedConfigMap({ namespace, body: { metadata } });
  await rbac.createNamespacedRole({ namespace, body: { metadata, rules: [] } });
  await core.createNamespacedPod({ namespace, body: { metadata, spec: { containers } } });
  const spec = { replicas: 0, selector: { matchLabels: labels }, template };
  await apps.createNamespacedDeployment({ namespace, body: { metadata, spec } });
  const job = { suspend: true, template: { spec: { restartPolicy: 'Never', containers } } };
  await batch.createNamespacedJob({ namespace, body: { metadata, spec: job } });
}

/** What a misuse could have changed of the targets. */
export async function stateOfTargets({ core, apps, batch, rbac }: Kube, namespace: string) {
  const at = { name, namespace };
  const { items: pods } = await core.listNamespacedPod({ namespace });
  const { items: bindings } = await rbac.listNamespacedRoleBinding({ namespace });
  const { items: secrets } = await core.listNamespacedSecret({ namespace });
  const objects: KubernetesObject[] = [
    await core.readNamespace({ name: namespace }),
    await core.readNamespacedConfigMap(at),
    await apps.readNamespacedDeployment(at),
    await batch.readNamespacedJob(at),
    ...pods,
    ...bindings,
  ];
  return {
    objects: objects.map(
      ({ metadata: { uid, name: id, labels: marks, deletionTimestamp } = {} }) => ({
        uid,
        id,
        marks,
        deletionTimestamp,
      }),
    ),
    secrets: secrets.map(({ metadata: { name: id } = {}, data }) => ({ id, data })),
  };
}

/** A request that RBAC allows to the user of `own-namespaces.yaml`, and its policy refuses. */
export interface Misuse {
  what: string;
  attempt: (user: Kube, namespace: string) => Promise<unknown>;
}

/** Each aims at an object `theirs` in a namespace of another user. */
export const MISUSES: Misuse[] = [
  {
    what: 'delete a namespace of another user',
    attempt: (user, namespace) => user.core.deleteNamespace({ name: namespace }),
  },
  {
    what: 'create a Secret with the token of another service account',
    attempt: (user, namespace) =>
      user.core.createNamespacedSecret({
        namespace,
        body: {
          metadata: {
            name: 'stolen',
            labels: marked(),
            annotations: { 'kubernetes.io/service-account.name': name },
          },
          type: 'kubernetes.io/service-account-token',
        },
      }),
  },
  {
    what: 'overwrite a Secret',
    attempt: (user, namespace) =>
      user.core.patchNamespacedSecret({
        name,
        namespace,
        body: [{ op: 'add', path: '/data/a', value: 'Yw==' }],
      }),
  },
  {
    what: 'put the label of a cluster on a ConfigMap, to own it',
    attempt: (user, namespace) =>
      user.core.patchNamespacedConfigMap({
        name,
        namespace,
        body: [{ op: 'add', path: '/metadata/labels', value: marked() }],
      }),
  },
  {
    what: 'delete a Deployment',
    attempt: (user, namespace) => user.apps.deleteNamespacedDeployment({ name, namespace }),
  },
  {
    what: 'delete a Job',
    attempt: (user, namespace) => user.batch.deleteNamespacedJob({ name, namespace }),
  },
  {
    what: 'run a pod with a service account of another user',
    attempt: (user, namespace) =>
      user.core.createNamespacedPod({
        namespace,
        body: {
          metadata: { name: 'intruder', labels: marked() },
          spec: { serviceAccountName: name, containers },
        },
      }),
  },
  {
    what: 'delete a pod',
    attempt: (user, namespace) => user.core.deleteNamespacedPod({ name, namespace }),
  },
  {
    what: 'bind a Role of the namespace',
    attempt: (user, namespace) =>
      user.rbac.createNamespacedRoleBinding({
        namespace,
        body: {
          metadata: { name: 'mine' },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
          subjects: [],
        },
      }),
  },
];
