import { gte } from 'semver';

/**
 * Why a right is needed.
 *
 * - `required`: nothing works without it.
 * - `chart`: the chart creates such objects, unless the user's `values` disable them.
 * - `granted`: the control plane's Role contains it. A user can create only Roles whose rights the user has.
 * - `optional`: without it, an operation is slower or reports less.
 */
export type Need = 'required' | 'chart' | 'granted' | 'optional';

/** A rule of a Role, with the reason for it. */
export interface Rule {
  /** The reason, as a sentence. It is the comment above the rule in the manifests. */
  why: string;
  need: Need;
  apiGroup: string;
  resources: readonly string[];
  verbs: readonly string[];
  /** The version of vcluster whose Role has it first. Default: all have it. */
  since?: string;
  /** The version of Kubernetes on the host from which on that Role has it. Default: all have it. */
  sinceHost?: string;
}

/** The versions of vcluster whose Role these rules describe. The Role of another one may have fewer rights, or more. */
export const KNOWN_ROLES = '>=0.30.0 <0.37.0-0';

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'patch', 'update'];

/** Rules for the namespace of a virtual cluster. Both manifests in `deploy/rbac` contain them. */
export const NAMESPACE_RULES: readonly Rule[] = [
  {
    why: 'The lease: create, read, watch, renew and release it.',
    need: 'required',
    apiGroup: 'batch',
    resources: ['jobs'],
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'watch'],
  },
  {
    why: 'helm creates the service accounts of the control plane and of its pods.',
    need: 'chart',
    apiGroup: '',
    resources: ['serviceaccounts'],
    verbs: ['create', 'get'],
  },
  {
    why: 'helm creates the Role of the control plane.',
    need: 'chart',
    apiGroup: 'rbac.authorization.k8s.io',
    resources: ['rolebindings', 'roles'],
    verbs: ['create', 'get'],
  },
  {
    why: 'helm creates the control plane. A deletion of the cluster removes it first.',
    need: 'chart',
    apiGroup: 'apps',
    resources: ['deployments'],
    verbs: ['create', 'delete'],
  },
  {
    why: "From here to the next optional rule: rights in the control plane's Role. You can grant only rights that you have.",
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
    why: 'Status and debug containers of the pods that the control plane creates on the host.',
    need: 'granted',
    apiGroup: '',
    resources: ['pods/ephemeralcontainers', 'pods/status'],
    verbs: ['patch', 'update'],
  },
  {
    why: 'Logs, for `kubectl logs` in the cluster, and to report why the control plane does not start.',
    need: 'granted',
    apiGroup: '',
    resources: ['pods/log'],
    verbs: READ,
  },
  {
    why: 'Events, to report why a pod does not start.',
    need: 'granted',
    apiGroup: '',
    resources: ['events'],
    verbs: ['create', ...READ],
  },
  {
    why: 'For vcluster 0.32 and newer: events in their newer API group.',
    need: 'granted',
    apiGroup: 'events.k8s.io',
    resources: ['events'],
    verbs: ['create', ...READ],
    since: '0.32.0',
  },
  {
    why: 'For vcluster 0.32 and newer on hosts with Kubernetes 1.35 or newer: the resources of running pods.',
    need: 'granted',
    apiGroup: '',
    resources: ['pods/resize'],
    verbs: ['patch', 'update'],
    since: '0.32.0',
    sinceHost: '1.35.0',
  },
  {
    why: 'The control plane reads its owner objects.',
    need: 'granted',
    apiGroup: 'apps',
    resources: ['deployments', 'replicasets', 'statefulsets'],
    verbs: READ,
  },
  {
    why: 'For vcluster 0.34 and newer: the control plane restarts itself for new certificates.',
    need: 'granted',
    apiGroup: 'apps',
    resources: ['deployments', 'replicasets', 'statefulsets'],
    verbs: ['patch', 'update'],
    since: '0.34.0',
  },
  {
    why: 'Addresses of Services without a selector.',
    need: 'granted',
    apiGroup: 'discovery.k8s.io',
    resources: ['endpointslices'],
    verbs: [...WRITE, ...READ],
  },
  {
    why: 'Optional, for `connect: ingress`: helm creates an Ingress.',
    need: 'optional',
    apiGroup: 'networking.k8s.io',
    resources: ['ingresses'],
    verbs: ['create', 'get'],
  },
  {
    why: 'Optional, for workshops: helm creates the limits of each attendee.',
    need: 'optional',
    apiGroup: '',
    resources: ['limitranges', 'resourcequotas'],
    verbs: ['create', 'get'],
  },
  {
    why: 'Optional, for workshops: helm creates the network policies for the pods of each attendee.',
    need: 'optional',
    apiGroup: 'networking.k8s.io',
    resources: ['networkpolicies'],
    verbs: ['create', 'get'],
  },
  {
    why: 'Optional, for `values` with persistence: the control plane is then a StatefulSet.',
    need: 'optional',
    apiGroup: 'apps',
    resources: ['statefulsets'],
    verbs: ['create', 'delete'],
  },
  {
    why: 'Optional: to report before creation that a quota is too small.',
    need: 'optional',
    apiGroup: '',
    resources: ['resourcequotas'],
    verbs: ['list'],
  },
  {
    why: 'Optional: to verify after a deletion that the service accounts are gone.',
    need: 'optional',
    apiGroup: '',
    resources: ['serviceaccounts'],
    verbs: ['list'],
  },
  {
    why: 'Optional: to verify after a deletion that the Roles and RoleBindings are gone.',
    need: 'optional',
    apiGroup: 'rbac.authorization.k8s.io',
    resources: ['rolebindings', 'roles'],
    verbs: ['list'],
  },
];

/** The rules of `NAMESPACE_RULES` for a version of vcluster on a host with a version of Kubernetes. */
export const namespaceRulesFor = (vclusterVersion: string, hostVersion: string): Rule[] =>
  NAMESPACE_RULES.filter(
    ({ since = '0.0.0', sinceHost = '0.0.0' }) =>
      gte(vclusterVersion, since) && gte(hostVersion, sinceHost),
  );

/** Additional rules for a tenant of one namespace. A Role can allow reading only the namespace that it is in. */
export const TENANT_RULES: readonly Rule[] = [
  {
    why: 'Optional: to report before creation that the namespace is being deleted.',
    need: 'optional',
    apiGroup: '',
    resources: ['namespaces'],
    verbs: ['get'],
  },
];

/** Rules for the whole host cluster, for a user that creates a namespace for each virtual cluster. */
export const CLUSTER_RULES: readonly Rule[] = [
  {
    why: 'The namespace of each virtual cluster.',
    need: 'required',
    apiGroup: '',
    resources: ['namespaces'],
    verbs: ['create', 'delete', 'get'],
  },
  {
    why: 'Optional: to remove empty namespaces that runners left behind when they died.',
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
    why: 'Optional, for `connect: node-port`: the certificate is valid for every node, not only for the node of the pod.',
    need: 'optional',
    apiGroup: '',
    resources: ['nodes'],
    verbs: ['list'],
  },
  {
    why: 'Optional: for a faster start. Without it, vcluster finds the range of Service addresses by trial and error.',
    need: 'optional',
    apiGroup: 'networking.k8s.io',
    resources: ['servicecidrs'],
    verbs: ['list'],
  },
];

/** Rules that only Tekton steps use. Both manifests contain them. The preflight does not check them. */
export const TEKTON_RULES: readonly Rule[] = [
  {
    why: 'Optional, for Tekton steps: to end a cluster when the timeout of its run is over.',
    need: 'optional',
    apiGroup: 'tekton.dev',
    resources: ['pipelineruns', 'taskruns'],
    verbs: ['get'],
  },
];
