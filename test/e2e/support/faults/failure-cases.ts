import type { KubeConfig } from '@kubernetes/client-node';
import type { ClusterSpec } from '../../../../src/core/spec/spec.ts';
import type { TestHost } from '../host/test-host.ts';
import type { FaultSetup } from './fault-setup.ts';
import { type Condition, crashed, event, logged, unscheduled, waiting } from './observer.ts';
import { IMAGE, registryAddress, startRegistry } from './registry.ts';

/** What to create. The credentials are the administrator's by default. */
export interface ClusterRequest {
  spec?: Partial<ClusterSpec>;
  kubeConfig?: KubeConfig;
}

export interface FailureCase {
  cause: string;
  setUp(faults: FaultSetup): Promise<ClusterRequest> | ClusterRequest;
  /** What the error has to contain: the cause and the object. */
  error: RegExp;
  /** What the log has to contain as well. */
  log?: RegExp;
  /**
   * What an observer sees of it on the host. The time limit starts when this is true. Without it, only the answer of the
   * host shows the failure, and the time limit starts with the creation.
   */
  visible?: Condition;
}

/** `values` for the pod of the control plane. */
const pod = (statefulSet: object): ClusterRequest => ({
  spec: { values: { controlPlane: { statefulSet } } },
});
const scheduling = (given: object): ClusterRequest => pod({ scheduling: given });
const crashing = (script: string): ClusterRequest => pod({ command: ['sh', '-c', script] });
const volume = (claim: object): ClusterRequest =>
  pod({ persistence: { volumeClaim: { enabled: true, ...claim } } });
const serviceAccount = (given: object): object => ({ advanced: { serviceAccount: given } });

const inNamespace = async (
  faults: FaultSetup,
  prepare: Promise<unknown>,
): Promise<ClusterRequest> => {
  await prepare;
  return { spec: { namespaces: [await faults.namespace()] } };
};
const quota = (hard: Record<string, string>) => (faults: FaultSetup) =>
  inNamespace(faults, faults.quota(hard));

/** An address without a listener. Not port 1, which `fetch` refuses to call. */
const UNUSED_ADDRESS = '127.0.0.1:2';
const refused = event('FailedCreate');
const unpulled = waiting(/ErrImagePull|ImagePullBackOff|InvalidImageName/);

/** Causes that make the creation of a cluster fail, each set up on the real host. */
export const FAILURE_CASES: FailureCase[] = [
  {
    cause: 'a registry that refuses connections',
    setUp: () => pod({ image: { registry: UNUSED_ADDRESS } }),
    error:
      /cannot pull image 127\.0\.0\.1:2\/loft-sh\/vcluster-oss:0\.\d+\.\d+ of pod .*connection refused/,
    visible: unpulled,
  },
  {
    cause: 'a registry whose name does not resolve',
    setUp: () => pod({ image: { registry: 'registry.invalid' } }),
    error:
      /cannot pull image registry\.invalid\/.* of pod .*(no such host|lookup|dial|server misbehaving)/,
    visible: unpulled,
  },
  {
    cause: 'an image that its registry does not have',
    setUp: async (faults) => pod({ image: { registry: await faults.registry(), tag: 'none' } }),
    error: /cannot pull image 127\.0\.0\.1:\d+\/loft-sh\/vcluster-oss:none of pod .*not found/,
    visible: unpulled,
  },
  {
    cause: 'an image with an impossible name',
    setUp: () => pod({ image: { repository: 'UPPER/case' } }),
    error: /cannot pull image .*UPPER\/case.* of pod .*must be lowercase/,
    visible: unpulled,
  },
  {
    cause: 'an image that does not exist and must not be pulled',
    setUp: () => pod({ image: { tag: 'none' }, imagePullPolicy: 'Never' }),
    error: /cannot pull image .*vcluster-oss:none of pod .*pull policy of Never/,
    visible: waiting(/ErrImageNeverPull/),
  },
  {
    cause: 'a Kubernetes version that has no image',
    setUp: () => ({ spec: { kubernetesVersion: '1.34.99', versionsFile: undefined } }),
    error: /cannot pull image .*kubernetes:v1\.34\.99 of pod/,
    visible: unpulled,
  },
  {
    cause: 'a pull secret that is missing',
    setUp: () => ({
      spec: {
        values: {
          controlPlane: {
            ...serviceAccount({ imagePullSecrets: [{ name: 'no-such-secret' }] }),
            statefulSet: { image: { registry: UNUSED_ADDRESS } },
          },
        },
      },
    }),
    error: /cannot pull image .* pull secrets \(no-such-secret\)/,
    visible: unpulled,
  },
  {
    cause: 'a node selector that no node matches',
    setUp: () => scheduling({ nodeSelector: { 'no-such': 'label' } }),
    error: /no node fits pod .*didn't match Pod's node affinity\/selector/,
    visible: unscheduled,
  },
  {
    cause: 'more processors than any node has',
    setUp: () => pod({ resources: { requests: { cpu: '1000' } } }),
    error: /no node fits pod .*Insufficient cpu/,
    visible: unscheduled,
  },
  {
    cause: 'a quota of pods',
    setUp: quota({ pods: '0' }),
    error: /the host cluster rejects the pod of core-.*exceeded quota: small.*pods=1/,
    visible: refused,
  },
  {
    cause: 'a quota with room for the control plane, but not for CoreDNS',
    setUp: async (faults) => {
      const { spec } = await quota({ pods: '1' })(faults);
      return { spec: { ...spec, waitFor: 'dns' } };
    },
    error: /the host cluster rejects pod coredns-.*exceeded quota: small.*pods=1/,
    visible: logged(/coredns-.*exceeded quota: small/),
  },
  {
    cause: 'a quota of processors',
    setUp: quota({ 'requests.cpu': '50m' }),
    error: /the host cluster rejects the pod of core-.*exceeded quota: small.*requests\.cpu=/,
    visible: refused,
  },
  {
    cause: 'a quota that requires limits',
    setUp: quota({ 'limits.cpu': '8' }),
    error:
      /the host cluster rejects the pod of core-.*failed quota: small: must specify limits\.cpu/,
    visible: refused,
  },
  {
    cause: 'a quota of Secrets',
    setUp: quota({ secrets: '0' }),
    error: /secrets .*exceeded quota: small/,
  },
  {
    cause: 'a quota of Services',
    setUp: quota({ services: '0' }),
    error: /helm could not install .*services .*exceeded quota: small/,
  },
  {
    cause: 'a quota of Jobs',
    setUp: quota({ 'count/jobs.batch': '0' }),
    error: /Could not create the lease, Job ephemeral-vcluster .*exceeded quota: small/,
  },
  {
    cause: 'a LimitRange',
    setUp: (faults) =>
      inNamespace(faults, faults.limitRange({ type: 'Container', max: { memory: '64Mi' } })),
    error: /the host cluster rejects the pod of core-.*maximum memory usage per Container is 64Mi/,
    visible: refused,
  },
  {
    cause: 'the Pod Security level of the namespace',
    setUp: (faults) =>
      inNamespace(
        faults,
        faults.labelNamespace('pod-security.kubernetes.io/enforce', 'restricted'),
      ),
    error: /the host cluster rejects the pod of core-.*violates PodSecurity "restricted/,
    visible: refused,
  },
  {
    cause: 'a policy of the host',
    setUp: (faults) => inNamespace(faults, faults.policy('no pods on Mondays')),
    error:
      /the host cluster rejects the pod of core-.*ValidatingAdmissionPolicy.*no pods on Mondays/,
    visible: refused,
  },
  {
    cause: 'an admission webhook that does not answer',
    setUp: (faults) => inNamespace(faults, faults.deadWebhook()),
    error: /the host cluster rejects the pod of core-.*failed calling webhook/,
    visible: refused,
  },
  {
    cause: 'a service account that is missing',
    setUp: () => ({
      spec: {
        values: { controlPlane: serviceAccount({ enabled: false, name: 'no-such-account' }) },
      },
    }),
    error: /the host cluster rejects the pod of core-.*serviceaccount "no-such-account" not found/,
    visible: refused,
  },
  {
    cause: 'a priority class that is missing',
    setUp: () => scheduling({ priorityClassName: 'no-such-class' }),
    error: /the host cluster rejects the pod of core-.*no PriorityClass with name no-such-class/,
    visible: refused,
  },
  {
    cause: 'a volume without a storage class',
    setUp: () => volume({}),
    error: /PersistentVolumeClaim data-core-\S+ gets no volume: .*no storage class is set/,
    visible: event('FailedBinding'),
  },
  {
    cause: 'a storage class that is missing',
    setUp: () => volume({ storageClass: 'no-such-class' }),
    error: /PersistentVolumeClaim data-core-\S+ gets no volume: .*"no-such-class" not found/,
    visible: event('ProvisioningFailed'),
  },
  {
    cause: 'a missing Secret that a variable needs',
    setUp: () => {
      const valueFrom = { secretKeyRef: { name: 'no-such-secret', key: 'key' } };
      return pod({ env: [{ name: 'NEEDED', valueFrom }] });
    },
    error: /container syncer of pod \S+ cannot start: secret "no-such-secret" not found/,
    visible: waiting(/CreateContainerConfigError/),
  },
  {
    cause: 'a missing ConfigMap that a volume needs',
    setUp: () => {
      const addVolumes = [{ name: 'needed', configMap: { name: 'no-such-map' } }];
      const addVolumeMounts = [{ name: 'needed', mountPath: '/needed' }];
      return pod({ persistence: { addVolumes, addVolumeMounts } });
    },
    error: /pod \S+ cannot start: .*configmap "no-such-map" not found/,
    visible: event('FailedMount'),
  },
  {
    cause: 'a program that is not in the image',
    setUp: () => pod({ command: ['/no-such-program'] }),
    error: /container syncer of pod \S+ .*no-such-program.*no such file/,
    visible: crashed,
  },
  {
    cause: 'a control plane that crashes',
    setUp: () => crashing('echo the sky falls; exit 3'),
    error: /container syncer of pod \S+ ended: exit code 3 \(Error\)/,
    log: /info: +the sky falls/,
    visible: crashed,
  },
  {
    cause: 'a control plane that exceeds its memory limit',
    setUp: () => ({
      spec: {
        values: {
          controlPlane: {
            statefulSet: {
              command: ['sh', '-c', 'head -c 200m /dev/zero | tail'],
              resources: { limits: { memory: '32Mi' }, requests: { memory: '32Mi' } },
            },
          },
        },
      },
    }),
    error: /container syncer of pod \S+ ended: exit code \d+ \(OOMKilled\)/,
    visible: crashed,
  },
  {
    cause: 'a user without rights',
    setUp: async (faults) => ({
      spec: { namespaces: [await faults.namespace()] },
      kubeConfig: await faults.tenant(),
    }),
    error: /Could not read the leases.*jobs\.batch is forbidden: User ".*:tenant" cannot list/,
  },
  {
    cause: 'a user who lacks the rights that the control plane gets',
    setUp: async (faults) => ({
      spec: { namespaces: [await faults.namespace()] },
      kubeConfig: await faults.tenant('admin'),
    }),
    error: /helm could not install .*attempting to grant RBAC permissions not currently held/,
  },
  {
    cause: 'a user who may not create namespaces',
    setUp: async (faults) => ({ kubeConfig: await faults.tenant('admin') }),
    error: /Could not create the namespace vcluster-core-\S+: namespaces is forbidden: User/,
  },
  {
    cause: 'credentials that have expired',
    // With the preflight, as by default: its requests run in parallel with the first one.
    setUp: (faults) => ({
      spec: { preflight: true },
      kubeConfig: faults.hostAs({ token: 'of-yesterday' }),
    }),
    error: /host cluster https:\S+ cannot be used: HTTP 401 Unauthorized/,
  },
  {
    cause: 'a host cluster that is unreachable',
    setUp: (faults) => ({
      spec: { preflight: true },
      kubeConfig: faults.hostAs({ token: 'any' }, { server: `https://${UNUSED_ADDRESS}` }),
    }),
    error: /host cluster https:\/\/127\.0\.0\.1:2 cannot be used: .*ECONNREFUSED/,
  },
  {
    cause: 'a namespace that is missing',
    setUp: () => ({ spec: { namespaces: ['no-such-namespace'] } }),
    error: /Could not create the lease.*namespaces "no-such-namespace" not found/,
  },
  {
    cause: 'a namespace that is being deleted',
    setUp: async (faults) => ({
      spec: { namespaces: [await faults.terminate(await faults.namespace())] },
    }),
    error: /Could not create the lease.*because it is being terminated/,
  },
  {
    cause: 'a name that another cluster uses',
    setUp: async (faults) => {
      const name = await faults.namespace();
      await faults.namespaceNamed(`vcluster-${name}`);
      return { spec: { name } };
    },
    error: /Could not create the namespace vcluster-team-\S+: namespaces \S+ already exists/,
  },
  {
    cause: 'a name whose previous cluster is still being deleted',
    setUp: async (faults) => {
      const name = await faults.namespace();
      await faults.terminate(await faults.namespaceNamed(`vcluster-${name}`));
      return { spec: { name } };
    },
    error: /Could not create the namespace vcluster-team-\S+: object is being deleted/,
  },
  {
    cause: 'a chart that does not exist',
    setUp: () => ({ spec: { chart: '/no/such/chart.tgz' } }),
    error: /chart: "\/no\/such\/chart\.tgz" was given; it must be/,
  },
];

/** A fault that goes away in time. It would be a failure if it stayed. */
export interface TransientCase extends Pick<FailureCase, 'cause' | 'setUp'> {
  visible: Condition;
  /** Removes the fault, as soon as it has been visible. */
  resolve(host: TestHost, namespace: string): Promise<unknown>;
}

const late = registryAddress();

export const TRANSIENT_CASES: TransientCase[] = [
  {
    cause: 'a registry that comes back',
    setUp: () => pod({ sidecarContainers: [{ name: 'late', image: `${late}/${IMAGE}` }] }),
    visible: unpulled,
    resolve: async (host) => startRegistry(host.kube, await host.namespace(), late),
  },
  {
    cause: 'a Secret that is created after the pod',
    setUp: () => {
      const valueFrom = { secretKeyRef: { name: 'late', key: 'key' } };
      return pod({ env: [{ name: 'NEEDED', valueFrom }] });
    },
    visible: waiting(/CreateContainerConfigError/),
    resolve: ({ kube }, namespace) =>
      kube.core.createNamespacedSecret({
        namespace,
        body: { metadata: { name: 'late' }, stringData: { key: 'value' } },
      }),
  },
  {
    cause: 'a quota that is raised',
    setUp: quota({ pods: '0' }),
    visible: refused,
    resolve: ({ kube }, namespace) =>
      kube.core.deleteNamespacedResourceQuota({ name: 'small', namespace }),
  },
];
