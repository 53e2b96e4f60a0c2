/**
 * Where on its way to a running control plane something is wrong: the host does not let us in; it refuses an object;
 * a volume, a node or an image is not to be had, or the image is tried once more; a container cannot be started, has
 * ended, or ends again and again.
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

/** Something that the host says is wrong. */
export interface Trouble {
  step: Step;
  /** What fails, with the object's name: "no node fits pod ci-1-abc". */
  what: string;
  /** The host's own words on why. */
  why: string;
}

/** What troubles of one kind come from. */
export interface Cause {
  /** Matches the host's own words. */
  why: RegExp;
  /** How long such a trouble may last before waiting ends, in milliseconds. */
  gracePeriod: number;
  /** Whether to have the node look at the pod again meanwhile, which it may not do in time by itself. */
  retry?: boolean;
  /** What to do about it. */
  hint: string;
}

/** Only a person mends it. The moment is for objects of one release, which come into being in any order. */
const NONE = 2_000;
/** May pass; an autoscaler, which looks every 10 s, has had its look by then. */
const SHORT = 12_000;
/** Others may make room, or a node or a registry come up. */
const LONG = 60_000;
/** Is being mended, or mends itself when the host is back: `timeout` decides. */
const ENDLESS = Number.POSITIVE_INFINITY;

const RIGHTS =
  'Give the user of host-kubeconfig that right; docs/rights.md has all that are needed.';
const REACH = 'Check that the nodes reach that registry, or name a mirror as `image-registry`.';
const LOGS = 'Its last log lines are in the log of this step.';

/** In each step the first row that matches counts, and the last one matches all. */
export const CAUSES: Record<Step, readonly Cause[]> = {
  access: [
    {
      why: /Unauthorized|provide credentials/,
      gracePeriod: NONE,
      hint: 'The credentials in host-kubeconfig are refused: they have expired or were revoked. Renew them.',
    },
    { why: /forbidden/, gracePeriod: NONE, hint: RIGHTS },
    {
      why: /certificate/,
      gracePeriod: NONE,
      hint: 'The certificate-authority-data or the client certificate in host-kubeconfig is not that of this host.',
    },
    {
      why: /^/,
      gracePeriod: ENDLESS,
      hint: 'Check host-kubeconfig, host-context, and that this machine reaches that address.',
    },
  ],
  admission: [
    {
      why: /object is being deleted: namespaces/,
      gracePeriod: NONE,
      hint: 'The namespace of an earlier cluster of this name is still being deleted: try again later, or choose another `name`.',
    },
    {
      why: /namespaces "[^"]*" already exists/,
      gracePeriod: NONE,
      hint: 'Another cluster has this name: choose another `name`, or leave it out to get a unique one.',
    },
    {
      why: /because it is being terminated/,
      gracePeriod: NONE,
      hint: 'The namespace is being deleted: use another one, or make it anew when it is gone.',
    },
    {
      why: /namespaces "[^"]*" not found/,
      gracePeriod: NONE,
      hint: 'Make the namespace first, or leave `namespace` out to get one for this cluster alone.',
    },
    {
      why: /must specify/,
      gracePeriod: NONE,
      hint: 'The ResourceQuota of the namespace wants requests and limits for every container: set them by `values`, or add a LimitRange with defaults.',
    },
    {
      why: /exceeded quota/,
      gracePeriod: SHORT,
      hint: 'Raise the ResourceQuota of the namespace, free what uses it, or lower the requests by `values`.',
    },
    {
      why: /violates PodSecurity/,
      gracePeriod: NONE,
      hint: 'The namespace enforces a Pod Security level: set the security contexts by `values`, or use a namespace with the level `baseline`.',
    },
    {
      why: /failed calling webhook/,
      gracePeriod: SHORT,
      hint: 'An admission webhook of the host does not answer: mend it, or exempt the namespace from it.',
    },
    {
      why: /ValidatingAdmissionPolicy|admission webhook/,
      gracePeriod: NONE,
      hint: 'A policy of the host is against it: satisfy it by `values`, or exempt the namespace from it.',
    },
    {
      why: /(maximum|minimum) \S+ usage per|limit to request ratio/,
      gracePeriod: NONE,
      hint: 'The namespace has a LimitRange: change it, or set requests and limits within it by `values`.',
    },
    {
      why: /service ?account .*not found/i,
      gracePeriod: SHORT,
      hint: 'Make the ServiceAccount that `values` name, or leave it to the chart.',
    },
    {
      why: /PriorityClass/,
      gracePeriod: NONE,
      hint: 'Make the PriorityClass that `values` name, or name one that exists.',
    },
    {
      why: /attempting to grant RBAC permissions not currently held/,
      gracePeriod: NONE,
      hint: 'The user of host-kubeconfig may grant only rights that it has itself: give it the missing ones that are named; docs/rights.md has all.',
    },
    {
      why: /namespaces is forbidden/,
      gracePeriod: NONE,
      hint: 'Set `namespace` to an existing one that you may use, or grant the right to create namespaces.',
    },
    { why: /forbidden: User/, gracePeriod: NONE, hint: RIGHTS },
    {
      why: /^/,
      gracePeriod: SHORT,
      hint: 'Change what these words of the host name, on the host or by `values`.',
    },
  ],
  volume: [
    {
      why: /no storage class is set/,
      gracePeriod: NONE,
      hint: 'The host has no default StorageClass: name one by `values`, or leave the volume out.',
    },
    {
      why: /storageclass\S* "[^"]*" not found/,
      gracePeriod: NONE,
      hint: 'Name a StorageClass that the host has by `values`, or leave the volume out.',
    },
    {
      why: /^/,
      gracePeriod: LONG,
      hint: 'See what the StorageClass wants. The default values need no volume.',
    },
  ],
  scheduling: [
    {
      why: /unbound immediate PersistentVolumeClaims/,
      gracePeriod: ENDLESS,
      hint: 'See whether the provisioner of the StorageClass runs.',
    },
    {
      why: /node\.kubernetes\.io\/(not-ready|unreachable)|node\.cloudprovider|no nodes available/,
      gracePeriod: LONG,
      hint: 'The nodes of the host are not ready: see what they wait for.',
    },
    // The scheduler says so of nodes that are full, not of those that are too small.
    {
      why: /(Insufficient|Too many pods).*No preemption victims/,
      gracePeriod: LONG,
      hint: 'Free resources on the host cluster, add a node, or lower the requests by `values`.',
    },
    {
      why: /Insufficient/,
      gracePeriod: SHORT,
      hint: 'No node is large enough: lower the requests by `values`, or add a larger node.',
    },
    {
      why: /^/,
      gracePeriod: SHORT,
      hint: 'Change nodeSelector, affinity or tolerations by `values`, or add such a node to the host.',
    },
  ],
  image: [
    {
      why: /InvalidImageName|invalid reference|couldn't parse image/i,
      gracePeriod: NONE,
      hint: 'Correct the name of the image in `values`.',
    },
    {
      why: /ErrImageNeverPull|pull policy of Never/,
      gracePeriod: NONE,
      hint: 'Load the image onto the nodes, or let it be pulled: set imagePullPolicy by `values`.',
    },
    {
      why: /pull secrets? /,
      gracePeriod: SHORT,
      retry: true,
      hint: 'Make that Secret in the namespace, or name one that exists as `image-pull-secret`.',
    },
    {
      why: /unauthorized|authorization failed|denied|forbidden/i,
      gracePeriod: NONE,
      hint: 'The registry has no such image, or wants credentials: name a pull secret as `image-pull-secret`, or another registry as `image-registry`.',
    },
    {
      why: /toomanyrequests|429/i,
      gracePeriod: SHORT,
      hint: 'The registry limits pulls: name a mirror as `image-registry`, or an `image-pull-secret`.',
    },
    {
      why: /not found|manifest unknown|no match for platform|does not exist/i,
      gracePeriod: NONE,
      hint: 'Check that this version exists, and that a mirror given as `image-registry` has it; or name an image that exists by `values`.',
    },
    {
      why: /status\b.* 50\d|unexpected EOF|reset by peer|TLS handshake timeout/,
      gracePeriod: LONG,
      hint: 'The registry has trouble of its own: run the job again later, or name a mirror as `image-registry`.',
    },
    { why: /^/, gracePeriod: SHORT, retry: true, hint: REACH },
  ],
  'image-again': [
    // What failed by a time-out takes as long over it the next time; all else would have failed by now.
    { why: /timeout|deadline exceeded/, gracePeriod: SHORT, hint: REACH },
    { why: /^/, gracePeriod: ENDLESS, hint: REACH },
  ],
  start: [
    {
      why: /(secret|configmap)s? "[^"]*" not found|references non-existent|couldn't find key/,
      gracePeriod: SHORT,
      retry: true,
      hint: 'Make the object that `values` refer to in the namespace, or leave it out.',
    },
    {
      why: /^/,
      gracePeriod: SHORT,
      retry: true,
      hint: 'Change what these words of the node name, on the host or by `values`.',
    },
  ],
  crash: [{ why: /^/, gracePeriod: SHORT, hint: LOGS }],
  'crash-loop': [
    {
      why: /OOMKilled/,
      gracePeriod: NONE,
      hint: `It needs more memory: raise its limit by \`values\`. ${LOGS}`,
    },
    { why: /^/, gracePeriod: NONE, hint: LOGS },
  ],
};

/** The cause of a trouble, by the table. */
export function causeOf({ step, why }: Pick<Trouble, 'step' | 'why'>): Cause {
  const cause = CAUSES[step].find((row) => row.why.test(why));
  if (!cause) throw new Error(`no cause for ${step}: ${why}`);
  return cause;
}
