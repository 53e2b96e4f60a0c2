/**
 * The step on the way to a running control plane that fails: the host cluster denies access; it rejects an object; a
 * volume, a node or an image is not available, or the node retries the pull (`image-again`); a container cannot start,
 * has ended, or ends again and again.
 */
export type Step =
  | 'access'
  | 'admission'
  | 'volume'
  | 'scheduling'
  | 'image'
  | 'image-again'
  | 'start'
  | 'crash'
  | 'crash-loop';

/** A failure that the host cluster reports. */
export interface Trouble {
  step: Step;
  /** What fails, with the name of the object: "no node fits pod ci-1-abc". */
  what: string;
  /** The reason, as the host cluster reports it. */
  why: string;
}

/** The cause that failures of one kind have in common. */
export interface Cause {
  /** Matches the reason that the host cluster reports. */
  why: RegExp;
  /** How long such a failure may last before the wait ends, in milliseconds. */
  gracePeriod: number;
  /** Whether to make the kubelet retry the pod in the meantime. It may not retry in time by itself. */
  retry?: boolean;
  /** What to do about it. */
  hint: string;
}

/** Only a person can fix it. The short wait allows for the objects of one release, which are created in any order. */
const NONE = 2_000;
/** It may pass. The time is enough for one check of an autoscaler, which runs every 10 s. */
const SHORT = 12_000;
/** Other workloads may free resources, or a node or a registry may become ready. */
const LONG = 60_000;
/** It is being fixed, or passes when the host cluster is back: `timeout` ends the wait. */
const ENDLESS = Number.POSITIVE_INFINITY;

const RIGHTS =
  'Grant this right to the user of host-kubeconfig; docs/rights.md lists all required rights.';
const REACH = 'Check that the nodes can reach that registry, or set `image-registry` to a mirror.';
const LOGS = 'See its last log lines in the log of this step.';

/** The causes of each step. The first row that matches applies; the last row of each step matches every reason. */
export const CAUSES: Record<Step, readonly Cause[]> = {
  access: [
    {
      why: /Unauthorized|provide credentials/,
      gracePeriod: NONE,
      hint: 'The host cluster rejects the credentials in host-kubeconfig: they have expired or were revoked. Renew them.',
    },
    { why: /forbidden/, gracePeriod: NONE, hint: RIGHTS },
    {
      why: /certificate/,
      gracePeriod: NONE,
      hint: 'The certificate-authority-data or the client certificate in host-kubeconfig does not belong to this host cluster. Correct it.',
    },
    {
      why: /^/,
      gracePeriod: ENDLESS,
      hint: 'Check host-kubeconfig and host-context, and that this machine can reach that address.',
    },
  ],
  admission: [
    {
      why: /object is being deleted: namespaces/,
      gracePeriod: NONE,
      hint: 'The namespace of an earlier cluster with this name is still being deleted: try again later, or choose another `name`.',
    },
    {
      why: /namespaces "[^"]*" already exists/,
      gracePeriod: NONE,
      hint: 'Another cluster has this name: choose another `name`, or omit it to get a unique one.',
    },
    {
      why: /because it is being terminated/,
      gracePeriod: NONE,
      hint: 'The namespace is being deleted: use another one, or create it again after the deletion.',
    },
    {
      why: /namespaces "[^"]*" not found/,
      gracePeriod: NONE,
      hint: 'Create the namespace first, or omit `namespace` to get a dedicated one for this cluster.',
    },
    {
      why: /must specify/,
      // A policy engine that makes a quota for each namespace makes the LimitRange a moment later, or its cache is late.
      gracePeriod: SHORT,
      hint: 'The ResourceQuota of the namespace requires requests and limits for every container: set them in `values`, or add a LimitRange with defaults.',
    },
    {
      why: /exceeded quota/,
      gracePeriod: SHORT,
      hint: 'Raise the ResourceQuota of the namespace, delete objects that use it, or lower the requests in `values`.',
    },
    {
      why: /violates PodSecurity/,
      gracePeriod: NONE,
      hint: 'The namespace enforces a Pod Security level: set the security contexts in `values`, or use a namespace with the level `baseline`.',
    },
    {
      why: /failed calling webhook/,
      gracePeriod: SHORT,
      hint: 'An admission webhook of the host cluster does not answer: repair it, or exempt the namespace from it.',
    },
    {
      why: /ValidatingAdmissionPolicy|admission webhook/,
      gracePeriod: NONE,
      hint: 'A policy of the host cluster denies it: comply with the policy in `values`, or exempt the namespace from it.',
    },
    {
      why: /(maximum|minimum) \S+ usage per|limit to request ratio/,
      gracePeriod: NONE,
      hint: 'The namespace has a LimitRange: change it, or set requests and limits within it in `values`.',
    },
    {
      why: /service ?account .*not found/i,
      gracePeriod: SHORT,
      hint: 'Create the ServiceAccount that `values` names, or remove the name to let the chart create one.',
    },
    {
      why: /PriorityClass/,
      gracePeriod: NONE,
      hint: 'Create the PriorityClass that `values` names, or name one that exists.',
    },
    {
      why: /attempting to grant RBAC permissions not currently held/,
      gracePeriod: NONE,
      hint: 'The user of host-kubeconfig can grant only rights that it has itself: grant it the missing ones in the message; docs/rights.md lists all required rights.',
    },
    {
      why: /namespaces is forbidden/,
      gracePeriod: NONE,
      hint: 'Set `namespace` to an existing one that you can use, or grant the right to create namespaces.',
    },
    { why: /forbidden: User/, gracePeriod: NONE, hint: RIGHTS },
    {
      why: /^/,
      gracePeriod: SHORT,
      hint: 'Fix what these words of the host cluster describe, on the host cluster or in `values`.',
    },
  ],
  volume: [
    {
      why: /no storage class is set/,
      gracePeriod: NONE,
      hint: 'The host cluster has no default StorageClass: set one in `values`, or remove the volume.',
    },
    {
      why: /storageclass\S* "[^"]*" not found/,
      gracePeriod: NONE,
      hint: 'Set a StorageClass that the host cluster has in `values`, or remove the volume.',
    },
    {
      why: /^/,
      gracePeriod: LONG,
      hint: 'Check the requirements of the StorageClass. The default values need no volume.',
    },
  ],
  scheduling: [
    {
      why: /unbound immediate PersistentVolumeClaims/,
      gracePeriod: ENDLESS,
      hint: 'Check that the provisioner of the StorageClass runs.',
    },
    {
      why: /node\.kubernetes\.io\/(not-ready|unreachable)|node\.cloudprovider|no nodes available/,
      gracePeriod: LONG,
      hint: 'The nodes of the host cluster are not ready: check their conditions with `kubectl describe nodes`.',
    },
    // The scheduler reports this for nodes that are full, but not for nodes that are too small.
    {
      why: /(Insufficient|Too many pods).*No preemption victims/,
      gracePeriod: LONG,
      hint: 'Free resources on the host cluster, add a node, or lower the requests in `values`.',
    },
    {
      why: /Insufficient/,
      gracePeriod: SHORT,
      hint: 'No node is large enough: lower the requests in `values`, or add a larger node.',
    },
    {
      why: /^/,
      gracePeriod: SHORT,
      hint: 'Change nodeSelector, affinity or tolerations in `values`, or add a matching node to the host cluster.',
    },
  ],
  image: [
    {
      why: /InvalidImageName|invalid reference|couldn't parse image/i,
      gracePeriod: NONE,
      hint: 'Correct the image name in `values`.',
    },
    {
      why: /ErrImageNeverPull|pull policy of Never/,
      gracePeriod: NONE,
      hint: 'Load the image onto the nodes, or set an imagePullPolicy in `values` that allows the pull.',
    },
    {
      why: /pull secrets? /,
      gracePeriod: SHORT,
      retry: true,
      hint: 'Create that Secret in the namespace, or set `image-pull-secret` to one that exists.',
    },
    {
      why: /unauthorized|authorization failed|denied|forbidden/i,
      gracePeriod: NONE,
      hint: 'The registry does not have this image or requires credentials: set `image-pull-secret` to a pull secret, or `image-registry` to another registry.',
    },
    {
      why: /toomanyrequests|429/i,
      gracePeriod: SHORT,
      hint: 'The registry limits pulls: set `image-registry` to a mirror, or set `image-pull-secret`.',
    },
    {
      why: /not found|manifest unknown|no match for platform|does not exist/i,
      gracePeriod: NONE,
      hint: 'Check that this version exists, and that a mirror in `image-registry` has it; or set an image that exists in `values`.',
    },
    {
      why: /status\b.* 50\d|unexpected EOF|reset by peer|TLS handshake timeout/,
      gracePeriod: LONG,
      hint: 'The registry fails: run the job again later, or set `image-registry` to a mirror.',
    },
    { why: /^/, gracePeriod: SHORT, retry: true, hint: REACH },
  ],
  'image-again': [
    // After a timeout, the next attempt may take as long as the last one. Other failures would have shown by now.
    { why: /timeout|deadline exceeded/, gracePeriod: SHORT, hint: REACH },
    { why: /^/, gracePeriod: ENDLESS, hint: REACH },
  ],
  start: [
    {
      why: /(secret|configmap)s? "[^"]*" not found|references non-existent|couldn't find key/,
      gracePeriod: SHORT,
      retry: true,
      hint: 'Create the object that `values` refers to in the namespace, or remove the reference.',
    },
    {
      why: /^/,
      gracePeriod: SHORT,
      retry: true,
      hint: 'Fix what these words of the node describe, on the host cluster or in `values`.',
    },
  ],
  crash: [{ why: /^/, gracePeriod: SHORT, hint: LOGS }],
  'crash-loop': [
    {
      why: /OOMKilled/,
      gracePeriod: NONE,
      hint: `It needs more memory: raise its limit in \`values\`. ${LOGS}`,
    },
    { why: /^/, gracePeriod: NONE, hint: LOGS },
  ],
};

/** Returns the cause of a failure from the table. */
export function causeOf({ step, why }: Pick<Trouble, 'step' | 'why'>): Cause {
  const cause = CAUSES[step].find((row) => row.why.test(why));
  if (!cause) throw new Error(`no cause for ${step}: ${why}`);
  return cause;
}
