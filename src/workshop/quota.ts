import { lt } from 'semver';
import { merge } from '../core/chart/merge-values.ts';
import { publicEgress } from '../core/chart/network-policy.ts';
import type { Values } from '../core/chart/values-input.ts';
import type { InputProblem } from '../core/errors.ts';
import type { ClusterSpec } from '../core/spec/spec.ts';
import { vclusterOf } from '../core/spec/vcluster-of.ts';

export const QUOTAS = ['none', 'small', 'medium', 'large'] as const;
export type Quota = (typeof QUOTAS)[number];

/** What one attendee's cluster can use on the host, including its control plane and CoreDNS. */
interface Size {
  /** How many run at the same time, including the two pods of the cluster itself. */
  pods: number;
  /** Requests. */
  cpu: number;
  /** In GiB, for requests and for limits. All pods fit with the default limits. */
  memory: number;
  storage: number;
}

/** The same values as in docs/workshops.md. */
const SIZES: Record<Exclude<Quota, 'none'>, Size> = {
  small: { pods: 10, cpu: 2, memory: 8, storage: 20 },
  medium: { pods: 25, cpu: 4, memory: 16, storage: 40 },
  large: { pods: 60, cpu: 8, memory: 32, storage: 80 },
};

/** Limits above the requests: pods rarely use all of their limits at the same time. */
const OVERCOMMIT = 8;

/** Finished pods stay until they are deleted, and use no more than their entry. */
const FINISHED_PER_RUNNING = 20;

/** The cluster is reached through one node port. Attendees cannot allocate more of them. */
const NODE_PORTS: Record<string, number> = { 'node-port': 1, 'load-balancer': 1 };

/**
 * The part of vcluster.yaml that limits one attendee: ResourceQuota, LimitRange, NetworkPolicy and the Pod Security Standard.
 * Even without a quota, an attendee cannot reach the other attendees.
 */
export function quotaValues(quota: Quota, { connect, vclusterVersion }: SeatPart): Values {
  const values: Values = {
    policies: {
      // Pods of a virtual cluster run as pods of the host, and must not get access to its nodes.
      podSecurityStandard: 'baseline',
      ...(quota !== 'none' && limits(SIZES[quota], connect)),
    },
    // The default limits of the control plane would use up the quota of the attendee.
    ...(quota !== 'none' && { controlPlane: CONTROL_PLANE }),
  };
  return merge(values, publicEgress(vclusterVersion, PRIVATE_NETWORKS));
}

/** What the values of a seat depend on, besides its quota. */
interface SeatPart {
  connect: string;
  vclusterVersion: string;
}

/** The defaults of the chart, and link-local addresses, at which cloud metadata services hand out the credentials of nodes. */
const PRIVATE_NETWORKS = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
  ...['127.0.0.0/8', '169.254.0.0/16'],
];

const CONTROL_PLANE = {
  statefulSet: {
    resources: {
      limits: { cpu: '2', memory: '2Gi', 'ephemeral-storage': '10Gi' },
      requests: { cpu: '50m', memory: '256Mi', 'ephemeral-storage': '1Gi' },
    },
  },
};

function limits({ pods, cpu, memory, storage }: Size, connect: string): Values {
  return {
    resourceQuota: {
      enabled: true,
      quota: {
        'requests.cpu': cpu,
        'requests.memory': `${memory}Gi`,
        'requests.storage': `${storage}Gi`,
        'requests.ephemeral-storage': `${storage}Gi`,
        'limits.cpu': OVERCOMMIT * cpu,
        'limits.memory': `${memory}Gi`,
        'limits.ephemeral-storage': `${OVERCOMMIT * storage}Gi`,
        'services.nodeports': NODE_PORTS[connect] ?? 0,
        'services.loadbalancers': connect === 'load-balancer' ? 1 : 0,
        // Counts only pods that have not finished.
        pods,
        'count/pods': FINISHED_PER_RUNNING * pods,
        'count/services': pods,
        'count/endpoints': 2 * pods,
        'count/secrets': 100,
        'count/configmaps': 100,
        'count/persistentvolumeclaims': pods,
      },
    },
    limitRange: {
      enabled: true,
      default: { cpu: '1', memory: '512Mi', 'ephemeral-storage': '2Gi' },
      defaultRequest: { cpu: '10m', memory: '64Mi', 'ephemeral-storage': '256Mi' },
    },
  };
}

/** Returns the problem with a version of vcluster whose chart has other keys: it would ignore these values and not isolate attendees. */
export function isolationProblem(
  spec: Pick<ClusterSpec, 'distro' | 'vclusterVersion' | 'versionsFile'>,
): InputProblem | undefined {
  if (!lt(vclusterOf(spec), '0.20.0-0')) return undefined;
  const { distro, vclusterVersion } = spec;
  const allowed = 'another one: only vcluster 0.20 and newer isolates attendees from each other';
  return vclusterVersion
    ? { input: 'vcluster-version', given: vclusterVersion, allowed }
    : { input: 'distro', given: distro, allowed };
}
