import type { KubeConfig } from '@kubernetes/client-node';
import type { ClusterSpec } from '../../../../src/core/spec/spec.ts';
import type { World } from '../host/test-host.ts';
import type { Stage } from './fault-setup.ts';
import { crashed, event, type Look, unscheduled, waiting } from './observer.ts';
import { IMAGE, registryAddress, startRegistry } from './registry.ts';

/** What is asked for, and by whom where not by the administrator. */
export interface Order {
  spec?: Partial<ClusterSpec>;
  kubeConfig?: KubeConfig;
}

export interface Provocation {
  cause: string;
  set(stage: Stage): Promise<Order> | Order;
  /** What the error has to say: cause and object. */
  says: RegExp;
  /** What the log has besides. */
  logs?: RegExp;
  /** What can be seen of it on the host. Without it, the host's answer is all there is, and the start of creation counts. */
  seen?: Look;
}

/** `values` of the control plane's pod. */
const pod = (statefulSet: object): Order => ({
  spec: { values: { controlPlane: { statefulSet } } },
});
const scheduling = (given: object): Order => pod({ scheduling: given });
const crashing = (script: string): Order => pod({ command: ['sh', '-c', script] });
const volume = (claim: object): Order =>
  pod({ persistence: { volumeClaim: { enabled: true, ...claim } } });
const serviceAccount = (given: object): object => ({ advanced: { serviceAccount: given } });

const inNamespace = async (stage: Stage, prepare: Promise<unknown>): Promise<Order> => {
  await prepare;
  return { spec: { namespaces: [await stage.namespace()] } };
};
const quota = (hard: Record<string, string>) => (stage: Stage) =>
  inNamespace(stage, stage.quota(hard));

/** Where nobody listens. Port 1 is one that `fetch` refuses to call. */
const NOWHERE = '127.0.0.1:2';
const refused = event('FailedCreate');
const unpulled = waiting(/ErrImagePull|ImagePullBackOff|InvalidImageName/);

/** Ways to make creation fail, each on the real host. */
export const PROVOCATIONS: Provocation[] = [
  {
    cause: 'a registry where nobody listens',
    set: () => pod({ image: { registry: NOWHERE } }),
    says: /cannot pull image 127\.0\.0\.1:2\/loft-sh\/vcluster-oss:0\.30\.0 of pod .*connection refused/,
    seen: unpulled,
  },
  {
    cause: 'a registry whose name nobody knows',
    set: () => pod({ image: { registry: 'registry.invalid' } }),
    says: /cannot pull image registry\.invalid\/.* of pod .*(no such host|lookup|dial|server misbehaving)/,
    seen: unpulled,
  },
  {
    cause: 'an image that its registry does not have',
    set: async (stage) => pod({ image: { registry: await stage.registry(), tag: 'none' } }),
    says: /cannot pull image 127\.0\.0\.1:\d+\/loft-sh\/vcluster-oss:none of pod .*not found/,
    seen: unpulled,
  },
  {
    cause: 'an image with an impossible name',
    set: () => pod({ image: { repository: 'UPPER/case' } }),
    says: /cannot pull image .*UPPER\/case.* of pod .*must be lowercase/,
    seen: unpulled,
  },
  {
    cause: 'an image that is nowhere and must not be pulled',
    set: () => pod({ image: { tag: 'none' }, imagePullPolicy: 'Never' }),
    says: /cannot pull image .*vcluster-oss:none of pod .*pull policy of Never/,
    seen: waiting(/ErrImageNeverPull/),
  },
  {
    cause: 'a Kubernetes version that has no image',
    set: () => ({ spec: { kubernetesVersion: '1.34.99' } }),
    says: /cannot pull image .*kubernetes:v1\.34\.99 of pod/,
    seen: unpulled,
  },
  {
    cause: 'a pull secret that is missing',
    set: () => ({
      spec: {
        values: {
          controlPlane: {
            ...serviceAccount({ imagePullSecrets: [{ name: 'no-such-secret' }] }),
            statefulSet: { image: { registry: NOWHERE } },
          },
        },
      },
    }),
    says: /cannot pull image .* pull secrets \(no-such-secret\)/,
    seen: unpulled,
  },
  {
    cause: 'a node that nobody has',
    set: () => scheduling({ nodeSelector: { 'no-such': 'label' } }),
    says: /no node fits pod .*didn't match Pod's node affinity\/selector/,
    seen: unscheduled,
  },
  {
    cause: 'more processors than any node has',
    set: () => pod({ resources: { requests: { cpu: '1000' } } }),
    says: /no node fits pod .*Insufficient cpu/,
    seen: unscheduled,
  },
  {
    cause: 'a quota of pods',
    set: quota({ pods: '0' }),
    says: /the host refuses the pod of core-.*exceeded quota: small.*pods=1/,
    seen: refused,
  },
  {
    cause: 'a quota of processors',
    set: quota({ 'requests.cpu': '50m' }),
    says: /the host refuses the pod of core-.*exceeded quota: small.*requests\.cpu=/,
    seen: refused,
  },
  {
    cause: 'a quota that wants limits',
    set: quota({ 'limits.cpu': '8' }),
    says: /the host refuses the pod of core-.*failed quota: small: must specify limits\.cpu/,
    seen: refused,
  },
  {
    cause: 'a quota of Secrets',
    set: quota({ secrets: '0' }),
    says: /secrets .*exceeded quota: small/,
  },
  {
    cause: 'a quota of Services',
    set: quota({ services: '0' }),
    says: /helm could not install .*services .*exceeded quota: small/,
  },
  {
    cause: 'a quota of Jobs',
    set: quota({ 'count/jobs.batch': '0' }),
    says: /Could not make the lease, Job ephemeral-vcluster .*exceeded quota: small/,
  },
  {
    cause: 'a LimitRange',
    set: (stage) =>
      inNamespace(stage, stage.limitRange({ type: 'Container', max: { memory: '64Mi' } })),
    says: /the host refuses the pod of core-.*maximum memory usage per Container is 64Mi/,
    seen: refused,
  },
  {
    cause: 'the Pod Security level of the namespace',
    set: (stage) =>
      inNamespace(stage, stage.labelNamespace('pod-security.kubernetes.io/enforce', 'restricted')),
    says: /the host refuses the pod of core-.*violates PodSecurity "restricted/,
    seen: refused,
  },
  {
    cause: 'a policy of the host',
    set: (stage) => inNamespace(stage, stage.policy('no pods on Mondays')),
    says: /the host refuses the pod of core-.*ValidatingAdmissionPolicy.*no pods on Mondays/,
    seen: refused,
  },
  {
    cause: 'an admission webhook that does not answer',
    set: (stage) => inNamespace(stage, stage.deadWebhook()),
    says: /the host refuses the pod of core-.*failed calling webhook/,
    seen: refused,
  },
  {
    cause: 'a service account that is missing',
    set: () => ({
      spec: {
        values: { controlPlane: serviceAccount({ enabled: false, name: 'no-such-account' }) },
      },
    }),
    says: /the host refuses the pod of core-.*serviceaccount "no-such-account" not found/,
    seen: refused,
  },
  {
    cause: 'a priority class that is missing',
    set: () => scheduling({ priorityClassName: 'no-such-class' }),
    says: /the host refuses the pod of core-.*no PriorityClass with name no-such-class/,
    seen: refused,
  },
  {
    cause: 'a volume without a storage class',
    set: () => volume({}),
    says: /PersistentVolumeClaim data-core-\S+ gets no volume: .*no storage class is set/,
    seen: event('FailedBinding'),
  },
  {
    cause: 'a storage class that is missing',
    set: () => volume({ storageClass: 'no-such-class' }),
    says: /PersistentVolumeClaim data-core-\S+ gets no volume: .*"no-such-class" not found/,
    seen: event('ProvisioningFailed'),
  },
  {
    cause: 'a Secret that a variable needs',
    set: () => {
      const valueFrom = { secretKeyRef: { name: 'no-such-secret', key: 'key' } };
      return pod({ env: [{ name: 'NEEDED', valueFrom }] });
    },
    says: /container syncer of pod \S+ cannot start: secret "no-such-secret" not found/,
    seen: waiting(/CreateContainerConfigError/),
  },
  {
    cause: 'a ConfigMap that a volume needs',
    set: () => {
      const addVolumes = [{ name: 'needed', configMap: { name: 'no-such-map' } }];
      const addVolumeMounts = [{ name: 'needed', mountPath: '/needed' }];
      return pod({ persistence: { addVolumes, addVolumeMounts } });
    },
    says: /pod \S+ cannot start: .*configmap "no-such-map" not found/,
    seen: event('FailedMount'),
  },
  {
    cause: 'a program that is not in the image',
    set: () => pod({ command: ['/no-such-program'] }),
    says: /container syncer of pod \S+ .*no-such-program.*no such file/,
    seen: crashed,
  },
  {
    cause: 'a control plane that crashes',
    set: () => crashing('echo the sky falls; exit 3'),
    says: /container syncer of pod \S+ ended: exit code 3 \(Error\)/,
    logs: /info: +the sky falls/,
    seen: crashed,
  },
  {
    cause: 'a control plane that needs more memory than it may have',
    set: () => ({
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
    says: /container syncer of pod \S+ ended: exit code \d+ \(OOMKilled\)/,
    seen: crashed,
  },
  {
    cause: 'a user without rights',
    set: async (stage) => ({
      spec: { namespaces: [await stage.namespace()] },
      kubeConfig: await stage.tenant(),
    }),
    says: /Could not look for a lease.*jobs\.batch is forbidden: User ".*:tenant" cannot list/,
  },
  {
    cause: 'a user who lacks what the control plane gets',
    set: async (stage) => ({
      spec: { namespaces: [await stage.namespace()] },
      kubeConfig: await stage.tenant('admin'),
    }),
    says: /helm could not install .*attempting to grant RBAC permissions not currently held/,
  },
  {
    cause: 'a user who may make no namespaces',
    set: async (stage) => ({ kubeConfig: await stage.tenant('admin') }),
    says: /Could not make the namespace vcluster-core-\S+: namespaces is forbidden: User/,
  },
  {
    cause: 'credentials that have expired',
    set: (stage) => ({ kubeConfig: stage.hostAs({ token: 'of-yesterday' }) }),
    says: /host cluster https:\S+ cannot be used: HTTP 401 Unauthorized/,
  },
  {
    cause: 'a host that is not there',
    set: (stage) => ({ kubeConfig: stage.hostAs({}, { server: `https://${NOWHERE}` }) }),
    says: /host cluster https:\/\/127\.0\.0\.1:2 cannot be used: .*ECONNREFUSED/,
  },
  {
    cause: 'a namespace that is missing',
    set: () => ({ spec: { namespaces: ['no-such-namespace'] } }),
    says: /Could not make the lease.*namespaces "no-such-namespace" not found/,
  },
  {
    cause: 'a namespace that is being deleted',
    set: async (stage) => ({
      spec: { namespaces: [await stage.terminate(await stage.namespace())] },
    }),
    says: /Could not make the lease.*because it is being terminated/,
  },
  {
    cause: 'a name that another cluster has',
    set: async (stage) => {
      const name = await stage.namespace();
      await stage.namespaceNamed(`vcluster-${name}`);
      return { spec: { name } };
    },
    says: /Could not make the namespace vcluster-team-\S+: namespaces \S+ already exists/,
  },
  {
    cause: 'a name whose last cluster is still being deleted',
    set: async (stage) => {
      const name = await stage.namespace();
      await stage.terminate(await stage.namespaceNamed(`vcluster-${name}`));
      return { spec: { name } };
    },
    says: /Could not make the namespace vcluster-team-\S+: object is being deleted/,
  },
  {
    cause: 'a chart that is not there',
    set: () => ({ spec: { chart: '/no/such/chart.tgz' } }),
    says: /chart: "\/no\/such\/chart\.tgz" was given; it must be/,
  },
];

/** What would be a failure if it stayed. */
export interface Passing extends Pick<Provocation, 'cause' | 'set'> {
  seen: Look;
  /** Ends it, as soon as it has been seen. */
  mend(world: World, namespace: string): Promise<unknown>;
}

const late = registryAddress();

export const PASSING: Passing[] = [
  {
    cause: 'a registry that comes back',
    set: () => pod({ sidecarContainers: [{ name: 'late', image: `${late}/${IMAGE}` }] }),
    seen: unpulled,
    mend: async (world) => startRegistry(world.kube, await world.namespace(), late),
  },
  {
    cause: 'a Secret that comes later than the pod',
    set: () => {
      const valueFrom = { secretKeyRef: { name: 'late', key: 'key' } };
      return pod({ env: [{ name: 'NEEDED', valueFrom }] });
    },
    seen: waiting(/CreateContainerConfigError/),
    mend: ({ kube }, namespace) =>
      kube.core.createNamespacedSecret({
        namespace,
        body: { metadata: { name: 'late' }, stringData: { key: 'value' } },
      }),
  },
  {
    cause: 'a quota that is raised',
    set: quota({ pods: '0' }),
    seen: refused,
    mend: ({ kube }, namespace) =>
      kube.core.deleteNamespacedResourceQuota({ name: 'small', namespace }),
  },
];
