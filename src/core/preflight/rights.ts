/**
 * `ours`: nothing works without it. `chart`: the chart makes such objects, unless the user's values tell it not to.
 * `granted`: the control plane's Role holds it, and who makes a Role has to hold what is in it.
 * `optional`: without it something is slower or less is told.
 */
export type Need = 'ours' | 'chart' | 'granted' | 'optional';

/** A rule of a Role, and what we need it for. */
export interface Rule {
  /** A sentence; it stands above the rule in the manifests. */
  why: string;
  need: Need;
  apiGroup: string;
  resources: readonly string[];
  verbs: readonly string[];
}

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'patch', 'update'];

/** In the namespace of a virtual cluster. Both manifests of `deploy/rbac` have them. */
export const NAMESPACE_RULES: readonly Rule[] = [
  {
    why: 'The lease: make, look at, wait for, renew and release it.',
    need: 'ours',
    apiGroup: 'batch',
    resources: ['jobs'],
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'watch'],
  },
  {
    why: 'What helm makes: the service accounts of the control plane and of its pods.',
    need: 'chart',
    apiGroup: '',
    resources: ['serviceaccounts'],
    verbs: ['create', 'get'],
  },
  {
    why: "What helm makes: the control plane's own Role.",
    need: 'chart',
    apiGroup: 'rbac.authorization.k8s.io',
    resources: ['rolebindings', 'roles'],
    verbs: ['create', 'get'],
  },
  {
    why: 'What helm makes: the control plane. It goes first when the cluster is deleted.',
    need: 'chart',
    apiGroup: 'apps',
    resources: ['deployments'],
    verbs: ['create', 'delete'],
  },
  {
    why: "From here on what the control plane's Role holds: Kubernetes lets nobody grant what they lack.",
    need: 'granted',
    apiGroup: '',
    resources: [
      'configmaps',
      'endpoints',
      'persistentvolumeclaims',
      'pods',
      'pods/attach',
      'pods/exec',
      'pods/portforward',
      'secrets',
      'services',
    ],
    verbs: [...WRITE, ...READ],
  },
  {
    why: 'Status and debug containers of the pods that the control plane makes on the host.',
    need: 'granted',
    apiGroup: '',
    resources: ['pods/ephemeralcontainers', 'pods/status'],
    verbs: ['patch', 'update'],
  },
  {
    why: 'Logs, for `kubectl logs` in the cluster, and for us when the control plane does not come up.',
    need: 'granted',
    apiGroup: '',
    resources: ['pods/log'],
    verbs: READ,
  },
  {
    why: 'Events tell why something does not start.',
    need: 'granted',
    apiGroup: '',
    resources: ['events'],
    verbs: ['create', ...READ],
  },
  {
    why: 'The control plane looks at what owns it.',
    need: 'granted',
    apiGroup: 'apps',
    resources: ['deployments', 'replicasets', 'statefulsets'],
    verbs: READ,
  },
  {
    why: 'Addresses of Services without a selector.',
    need: 'granted',
    apiGroup: 'discovery.k8s.io',
    resources: ['endpointslices'],
    verbs: [...WRITE, ...READ],
  },
  {
    why: 'Optional, for `connect: ingress`: what helm makes then.',
    need: 'optional',
    apiGroup: 'networking.k8s.io',
    resources: ['ingresses'],
    verbs: ['create', 'get'],
  },
  {
    why: 'Optional, for workshops: the limits of each attendee, which helm makes then.',
    need: 'optional',
    apiGroup: '',
    resources: ['limitranges', 'resourcequotas'],
    verbs: ['create', 'get'],
  },
  {
    why: 'Optional, for workshops: what pods of an attendee may reach.',
    need: 'optional',
    apiGroup: 'networking.k8s.io',
    resources: ['networkpolicies'],
    verbs: ['create', 'get'],
  },
  {
    why: 'Optional, for `values` with persistence: the control plane is a StatefulSet then.',
    need: 'optional',
    apiGroup: 'apps',
    resources: ['statefulsets'],
    verbs: ['create', 'delete'],
  },
  {
    why: 'Optional: to tell before anything is made that a quota is too small for it.',
    need: 'optional',
    apiGroup: '',
    resources: ['resourcequotas'],
    verbs: ['list'],
  },
  {
    why: 'Optional: to verify after a deletion that these are gone, too.',
    need: 'optional',
    apiGroup: '',
    resources: ['serviceaccounts'],
    verbs: ['list'],
  },
  {
    why: 'Optional: the same for these.',
    need: 'optional',
    apiGroup: 'rbac.authorization.k8s.io',
    resources: ['rolebindings', 'roles'],
    verbs: ['list'],
  },
];

/** For a tenant of one namespace, besides. A Role can allow to read just the namespace that it is in. */
export const TENANT_RULES: readonly Rule[] = [
  {
    why: 'Optional: to tell before anything is made that the namespace is going away.',
    need: 'optional',
    apiGroup: '',
    resources: ['namespaces'],
    verbs: ['get'],
  },
];

/** In the host cluster as a whole, for who makes a namespace for each cluster. */
export const CLUSTER_RULES: readonly Rule[] = [
  {
    why: 'The namespace of each virtual cluster.',
    need: 'ours',
    apiGroup: '',
    resources: ['namespaces'],
    verbs: ['create', 'delete', 'get'],
  },
  {
    why: 'Optional: to sweep away the empty namespaces that lost runners left.',
    need: 'optional',
    apiGroup: '',
    resources: ['namespaces'],
    verbs: ['list'],
  },
  {
    why: 'Optional: to name the volumes that a deletion left behind.',
    need: 'optional',
    apiGroup: '',
    resources: ['persistentvolumes'],
    verbs: ['list'],
  },
  {
    why: 'Optional, for `connect: node-port`: the certificate is good for every node, not just that of the pod.',
    need: 'optional',
    apiGroup: '',
    resources: ['nodes'],
    verbs: ['list'],
  },
  {
    why: 'Optional: a shorter start. Otherwise the engine finds the range of Service addresses by trying.',
    need: 'optional',
    apiGroup: 'networking.k8s.io',
    resources: ['servicecidrs'],
    verbs: ['list'],
  },
];

/** In both manifests, and nothing that a doctor misses: only where the job is a step of Tekton it is of use. */
export const TEKTON_RULES: readonly Rule[] = [
  {
    why: "Optional, for steps of Tekton: to end a cluster with its run's time.",
    need: 'optional',
    apiGroup: 'tekton.dev',
    resources: ['pipelineruns', 'taskruns'],
    verbs: ['get'],
  },
];
