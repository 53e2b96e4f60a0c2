import type {
  KubernetesObject,
  V1ConfigMap,
  V1LimitRange,
  V1RoleBinding,
  V1Secret,
  V1ServiceAccount,
} from '@kubernetes/client-node';
import type { Generate } from './controllers.ts';

const configMap = (name: string): V1ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { 'ca.crt': 'of the mesh' },
});

const serviceAccount = (name: string): V1ServiceAccount => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name },
});

const roleBinding = (name: string, account: string): V1RoleBinding => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  subjects: [{ kind: 'ServiceAccount', name: account }],
});

/** The credentials of a service account for the registry. Their name ends with other letters in each namespace. */
const dockerConfig = ({ metadata }: V1ServiceAccount): V1Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: `${metadata?.name}-dockercfg-${metadata?.uid?.slice(0, 5)}`,
    ownerReferences: [
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        name: metadata?.name ?? '',
        uid: metadata?.uid ?? '',
      },
    ],
  },
});

/** As Istio, trust-manager and OpenShift do. */
export const trustAndAccounts: Generate = async (make) => {
  for (const name of ['istio-ca-root-cert', 'company-trust-bundle', 'openshift-service-ca.crt']) {
    await make(configMap(name));
  }
  for (const name of ['builder', 'deployer']) {
    await make(dockerConfig(await make(serviceAccount(name))));
    await make(roleBinding(`system:${name}s`, name));
  }
};

const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'from-this-namespace' },
  spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] },
};

const limitRange: V1LimitRange = {
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'default-limitrange' },
  spec: {
    limits: [
      {
        type: 'Container',
        _default: { cpu: '2', memory: '1Gi' }, // The client's name of the field `default`.
        defaultRequest: { cpu: '20m', memory: '64Mi' },
      },
    ],
  },
};

const quota = (hard: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'default-resourcequota' },
  spec: { hard },
});

const all =
  (...objects: KubernetesObject[]): Generate =>
  async (make) => {
    for (const object of objects) await make(object);
  };

/** As policies of Kyverno generate them. */
export const policyAndLimits = all(networkPolicy, limitRange);

/** The LimitRange gives each container the limits that the quota demands. */
export const quotaAndLimits = all(
  limitRange,
  quota({
    pods: '20',
    'requests.cpu': '4',
    'requests.memory': '16Gi',
    'limits.cpu': '16',
    'limits.memory': '16Gi',
  }),
);

/** Without a LimitRange, each container must state the limits itself. */
export const quotaOfLimits = all(quota({ 'limits.cpu': '16', 'limits.memory': '16Gi' }));
