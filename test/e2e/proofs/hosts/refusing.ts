import { ofContainers, ofPod, type RefusingHost, WORKLOADS } from './difficult-host.ts';
import { quotaOfLimits } from './generated.ts';
import { enforcePodSecurity, setLabels } from './labels.ts';

const JOBS = ['jobs.batch'];

/** A webhook that changes the fields of Jobs. */
const changedJobs =
  (fields: object): RefusingHost['rules'] =>
  (host) =>
    host.mutate(JOBS, ({ spec }) => {
      Object.assign(spec, fields);
    });

const rejectedPod = (why: string) =>
  new RegExp(`the host cluster rejects the pod of \\S+: .*${why}`);

/** Hosts on which no cluster is possible: its lease would not expire, or one of its objects is not admitted. */
export const REFUSING: RefusingHost[] = [
  {
    what: 'Jobs are suspended, as by Kueue',
    rules: changedJobs({ suspend: true }),
    refused: /change[sd] the (lease|Job).*suspend is true instead of false/,
    early: true,
  },
  {
    what: 'Jobs are managed by another controller, as by MultiKueue',
    rules: changedJobs({ managedBy: 'kueue.x-k8s.io/multikueue' }),
    refused: /managedBy is kueue\.x-k8s\.io\/multikueue instead of kubernetes\.io\/job-controller/,
    early: true,
  },
  {
    what: 'finished Jobs are kept for an hour',
    rules: changedJobs({ ttlSecondsAfterFinished: 3_600 }),
    refused: /ttlSecondsAfterFinished is 3600 instead of 0/,
    early: true,
  },
  {
    what: 'Jobs get a deadline of their own',
    rules: changedJobs({ activeDeadlineSeconds: 20 }),
    refused: /activeDeadlineSeconds is 20 instead of 30/,
    early: true,
  },
  {
    what: 'Jobs run at least one pod',
    rules: changedJobs({ parallelism: 1 }),
    refused: /parallelism is 1 instead of 0/,
    early: true,
  },
  {
    what: 'the standard labels of every object are overwritten',
    rules: (host) =>
      host.mutate(['*'], setLabels({ 'app.kubernetes.io/managed-by': 'platform-team' })),
    refused: /label app\.kubernetes\.io\/managed-by is platform-team instead of ephemeral-vcluster/,
    early: true,
  },
  {
    what: 'only images of the registry of the company are admitted',
    rules: (host) =>
      host.demand({
        resources: WORKLOADS,
        expression: ofContainers('c.image.startsWith("registry.example/")'),
        message: 'only images of registry.example are allowed',
      }),
    refused: /the lease, .*only images of registry\.example are allowed/,
    early: true,
  },
  {
    what: 'Jobs and pods need a priority class',
    rules: (host) =>
      host.demand({
        resources: WORKLOADS,
        expression: ofPod((spec) => `has(${spec}.priorityClassName)`),
        message: 'pods need a priorityClassName',
      }),
    refused: /the lease, .*pods need a priorityClassName/,
    early: true,
  },
  {
    what: 'the Pod Security level restricted on each new namespace',
    rules: (host) => host.mutate(['namespaces'], enforcePodSecurity('restricted')),
    refused: /rejects the (control plane's pod|pod of \S+): .*violates PodSecurity "restricted/,
    early: true,
  },
  {
    what: 'a ResourceQuota for limits without a LimitRange',
    rules: (host) => host.generate(quotaOfLimits),
    refused: /rejects the (control plane's pod|pod of \S+): .*must specify limits\.cpu/,
    early: true,
  },
  {
    what: 'pods must not run as root',
    rules: (host) =>
      host.demand({
        resources: ['pods'],
        expression: ofContainers(
          'has(c.securityContext) && has(c.securityContext.runAsNonRoot) && c.securityContext.runAsNonRoot',
        ),
        message: 'containers must set runAsNonRoot',
      }),
    refused: rejectedPod('containers must set runAsNonRoot'),
  },
  {
    what: 'pods need a CPU limit',
    rules: (host) =>
      host.demand({
        resources: WORKLOADS.filter((it) => it !== 'deployments.apps'),
        expression: ofContainers(
          'has(c.resources) && has(c.resources.limits) && "cpu" in c.resources.limits',
        ),
        message: 'containers need a CPU limit',
      }),
    refused: rejectedPod('containers need a CPU limit'),
  },
  {
    what: 'pods must not have a token of their service account',
    rules: (host) =>
      host.demand({
        resources: ['pods'],
        expression: ofPod(
          (spec) =>
            `has(${spec}.automountServiceAccountToken) && !${spec}.automountServiceAccountToken`,
        ),
        message: 'pods must not have a token',
      }),
    refused: rejectedPod('pods must not have a token'),
  },
  {
    what: 'nobody may use port-forward',
    rules: (host) =>
      host.demand({
        resources: ['pods/portforward'],
        operation: 'CONNECT',
        expression: 'false',
        message: 'port-forward is not allowed',
      }),
    refused: /the host cluster refuses port-forward to pod \S+: .*port-forward is not allowed/,
  },
  {
    what: 'namespaces need the label of a team',
    rules: (host) =>
      host.demand({
        resources: ['namespaces'],
        expression: 'has(object.metadata.labels) && "team" in object.metadata.labels',
        message: 'namespaces need the label team',
      }),
    refused: /Could not create the namespace \S+: .*namespaces need the label team/,
  },
  {
    what: 'the admission webhook for namespaces is down',
    rules: (host) => host.down(['namespaces']),
    refused: /Could not create the namespace \S+: .*failed calling webhook/,
  },
];
