import {
  AdmissionregistrationV1Api,
  type Cluster,
  KubeConfig,
  type User,
  type V1LimitRangeItem,
  type V1Pod,
  type V1RuleWithOperations,
} from '@kubernetes/client-node';
import { isForbidden } from '../../../../src/core/kube/clients.ts';
import { BUSYBOX_IMAGE } from '../../../host/build/images.ts';
import { eventually } from '../../../support/eventually.ts';
import type { TestHost } from '../host/test-host.ts';
import { registryAddress, startRegistry } from './registry.ts';

/** Objects on the host that make the creation of a cluster fail. Disposing removes those outside the namespace. */
export class FaultSetup implements AsyncDisposable {
  readonly #host: TestHost;
  readonly #undo: (() => Promise<unknown>)[] = [];
  #namespace: Promise<string> | undefined;

  constructor(host: TestHost) {
    this.#host = host;
  }

  /** Creates a namespace on the first call; later calls return the same one. */
  namespace(): Promise<string> {
    this.#namespace ??= this.#host.namespace();
    return this.#namespace;
  }

  async quota(hard: Record<string, string>): Promise<void> {
    await this.#host.kube.core.createNamespacedResourceQuota({
      namespace: await this.namespace(),
      body: { metadata: { name: 'small' }, spec: { hard } },
    });
  }

  async limitRange(limit: V1LimitRangeItem): Promise<void> {
    await this.#host.kube.core.createNamespacedLimitRange({
      namespace: await this.namespace(),
      body: { metadata: { name: 'narrow' }, spec: { limits: [limit] } },
    });
  }

  async labelNamespace(key: string, value: string): Promise<void> {
    const path = `/metadata/labels/${key.replace('/', '~1')}`;
    await this.#host.kube.core.patchNamespace({
      name: await this.namespace(),
      body: [{ op: 'add', path, value }],
    });
  }

  /** Creates a namespace with the given name. */
  async namespaceNamed(name: string): Promise<string> {
    const { core } = this.#host.kube;
    await core.createNamespace({ body: { metadata: { name } } });
    this.#undo.push(() => core.deleteNamespace({ name }));
    return name;
  }

  /** Starts the deletion of a namespace, and holds it with a finalizer until this setup is disposed of. */
  async terminate(namespace: string): Promise<string> {
    const { core } = this.#host.kube;
    const name = 'hook';
    const metadata = { name, finalizers: ['ephemeral-vcluster/test'] };
    await core.createNamespacedConfigMap({ namespace, body: { metadata } });
    await core.deleteNamespace({ name: namespace });
    const body = [{ op: 'remove', path: '/metadata/finalizers' }];
    this.#undo.push(() => core.patchNamespacedConfigMap({ name, namespace, body }));
    return namespace;
  }

  /** Creates a policy that denies all pods of the namespace, and waits until it is in force. */
  async policy(message: string): Promise<void> {
    const api = this.#admission();
    const { name, namespaceSelector } = await this.#scope();
    await api.createValidatingAdmissionPolicy({
      body: {
        metadata: { name },
        spec: {
          matchConstraints: { namespaceSelector, resourceRules: [PODS] },
          validations: [{ expression: 'false', message }],
        },
      },
    });
    this.#undo.push(() => api.deleteValidatingAdmissionPolicy({ name }));
    await api.createValidatingAdmissionPolicyBinding({
      body: {
        metadata: { name },
        spec: { policyName: name, validationActions: ['Deny'] },
      },
    });
    this.#undo.push(() => api.deleteValidatingAdmissionPolicyBinding({ name }));
    await this.#untilPodsAreRefused();
  }

  /** Creates an admission webhook without a backend for the pods of the namespace, and waits until it is in force. */
  async deadWebhook(): Promise<void> {
    const api = this.#admission();
    const { name, namespaceSelector } = await this.#scope();
    const namespace = await this.namespace();
    await api.createValidatingWebhookConfiguration({
      body: {
        metadata: { name },
        webhooks: [
          {
            name: `${name}.example.com`,
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
            clientConfig: { service: { name: 'no-such-service', namespace } },
            namespaceSelector,
            rules: [PODS],
          },
        ],
      },
    });
    this.#undo.push(() => api.deleteValidatingWebhookConfiguration({ name }));
    await this.#untilPodsAreRefused();
  }

  /** Starts a registry that does not have the images of a control plane. Returns its address. */
  async registry(address = registryAddress()): Promise<string> {
    await startRegistry(this.#host.kube, await this.#host.namespace(), address);
    return address;
  }

  /** Creates a service account with the rights of the ClusterRole `role` in the namespace, or with none. */
  async tenant(role?: string): Promise<KubeConfig> {
    const { core, rbac } = this.#host.kube;
    const namespace = await this.namespace();
    const name = 'tenant';
    const metadata = { name };
    await core.createNamespacedServiceAccount({ namespace, body: { metadata } });
    if (role) {
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role };
      const subjects = [{ kind: 'ServiceAccount', name, namespace }];
      const body = { metadata, roleRef, subjects };
      await rbac.createNamespacedRoleBinding({ namespace, body });
    }
    const spec = { audiences: [], expirationSeconds: 3_600 };
    const { status } = await core.createNamespacedServiceAccountToken({
      name,
      namespace,
      body: { spec },
    });
    return this.hostAs({ token: status?.token ?? '' });
  }

  /** The host cluster with other credentials, or at another address. */
  hostAs(user: Partial<User>, cluster: Partial<Cluster> = {}): KubeConfig {
    const config = new KubeConfig();
    const current = this.#host.runtime.hostCluster.getCurrentCluster() as Cluster;
    config.loadFromClusterAndUser({ ...current, ...cluster }, { name: 'user', ...user });
    return config;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const undo of this.#undo.toReversed()) await undo();
  }

  #admission(): AdmissionregistrationV1Api {
    return this.#host.runtime.hostCluster.makeApiClient(AdmissionregistrationV1Api);
  }

  /** For cluster-scoped objects: limits them to this namespace. */
  async #scope() {
    const name = await this.namespace();
    return {
      name,
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
    };
  }

  async #untilPodsAreRefused(): Promise<void> {
    const body: V1Pod = {
      metadata: { name: 'probe' },
      spec: { containers: [{ name: 'a', image: BUSYBOX_IMAGE }] },
    };
    const namespace = await this.namespace();
    const probe = () =>
      this.#host.kube.core.createNamespacedPod({ namespace, body, dryRun: 'All' }).then(
        () => false,
        (error) => !isForbidden(error) || !/service account/.test(String(error)),
      );
    await eventually(probe, (refused) => refused, 30);
  }
}

const PODS: V1RuleWithOperations = {
  apiGroups: [''],
  apiVersions: ['v1'],
  operations: ['CREATE'],
  resources: ['pods'],
};
