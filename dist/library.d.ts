/** A failure that the reader can act on: `message` says what happened and why, `hint` says what to do now. */
export declare class ClusterError extends Error {
    name: string;
    /** What to do now; undefined if no advice is known. */
    readonly hint: string | undefined;
    /** `message` without the hint, on one line. */
    readonly summary: string;
    constructor(message: string, options?: {
        hint?: string;
        cause?: unknown;
    });
}

/** The inputs are invalid. The error contains all problems. */
export declare class InputError extends Error {
    name: string;
    /** One for each invalid input. */
    readonly problems: readonly InputProblem[];
    /** `outcome` says what became of the clusters. */
    constructor(problems: readonly InputProblem[], outcome?: string);
}

/**
 * An object on the host that the cluster belongs to, such as a Tekton PipelineRun. If both are in the same namespace,
 * Kubernetes deletes the cluster with its owner; otherwise the uid still identifies the owner.
 */
export interface Owner {
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    namespace: string;
}

/** Identifies a virtual cluster on the host; enough to find and delete it, even if its creation was interrupted. */
export interface ClusterRef {
    name: string;
    /** The host namespace. */
    namespace: string;
    /** Whether the namespace is dedicated: created for this cluster and deleted with it. */
    ownNamespace: boolean;
    /**
     * Random; on the lease as a label. A cluster of the same name with another id is a different cluster and is never
     * touched.
     */
    id: string;
    /** Uid of the lease, known once the lease is taken. A label can be copied, a uid cannot. */
    leaseUid?: string;
    /** The object that the cluster belongs to, in addition to the job that created it. */
    owner?: Owner;
    /** Name of the workshop that it belongs to. */
    workshop?: string;
}

/** A running virtual cluster. Disposing it deletes it. */
export interface Cluster extends AsyncDisposable {
    /** Input of `deleteCluster`, also in another process. */
    readonly ref: ClusterRef;
    readonly name: string;
    readonly namespace: string;
    /** Path of its kubeconfig, mode 0600. */
    readonly kubeconfig: string;
    /** Name of the kubeconfig's context. */
    readonly context: string;
    /** Address of the API server in that kubeconfig. */
    readonly server: string;
    /** Exact version that the virtual cluster reports, such as `1.34.4`. */
    readonly kubernetesVersion: string;
    readonly vclusterVersion: string;
    readonly hostKubernetesVersion: string;
    /** The hard limit: the cluster is deleted at this time in any case. */
    readonly expiresAt: Date;
    /** How clients reach the cluster. */
    readonly connect: ConnectionMode;
    /** Process id of the keeper that runs in the background of the job; undefined without a keeper. */
    readonly keeperPid: number | undefined;
    /** How long each phase of the creation took, in order. */
    readonly phases: readonly Phase[];
    /** Waits for a higher level than `createCluster` waited for. */
    ready(level?: 'ready' | 'dns'): Promise<void>;
    /** Deletes the cluster and waits until its objects are gone. */
    delete(options?: DeleteOptions): Promise<DeleteResult>;
}

/** One phase of a creation and how long it took, in milliseconds. */
export interface Phase {
    name: string;
    milliseconds: number;
}

export interface DeleteOptions {
    /**
     * How long to verify, in milliseconds. Default: 60 s, because a cancelled job has five minutes for all of its post
     * steps.
     */
    verifyFor?: number;
}

export interface DeleteResult {
    /**
     * `deleted`: verified gone. `absent`: no such cluster exists. `foreign`: the namespace of that name was not created for
     * this cluster, and was not changed. `deleting`: still in progress after `verifyFor`; the host cluster finishes it.
     */
    state: 'deleted' | 'absent' | 'foreign' | 'deleting';
    /** One sentence for the log. */
    detail: string;
    /** The objects that remain, each with the reason and, if waiting does not help, a hint. */
    leftovers: Leftover[];
}

/** One object that remains after a deletion. */
export interface Leftover {
    /** Such as `ConfigMap settings`. */
    object: string;
    /** Why it remains, as far as the host reports it. */
    reason: string;
    /** What to do. Missing if waiting is enough. */
    hint?: string;
}

/** A problem with one input. */
export interface InputProblem {
    /** The name as the user writes it: `kubernetes-version`, or `kubernetesVersion` in a program. */
    input: string;
    /** The given value; left out if it may be a secret. */
    given?: string;
    /** The allowed values, as the end of the sentence "… must be …". */
    allowed: string;
    /** Replaces the sentence "INPUT: must be …" if the problem is not the value, for example for an unknown key. */
    message?: string;
}

/** A virtual cluster that this tool created, as its lease describes it; enough to delete the cluster. */
export interface ListedCluster extends ClusterRef {
    kubernetesVersion: string;
    vclusterVersion: string;
    createdAt: Date | undefined;
    /** A text for people; empty if unknown. */
    createdBy: string;
    /** The hard limit. */
    expiresAt: Date | undefined;
}

/** A result of one check of the preflight. */
export interface Finding {
    /** Name of the check, for example `rights`. */
    check: string;
    /** The checked namespace; only set if the cluster can be created in one of several namespaces. */
    namespace?: string;
    /** `problem`: the cluster cannot be created. `unknown`: the check was not possible; there may be no problem. */
    state: 'ok' | 'warning' | 'problem' | 'unknown';
    /** The result, with the names of the objects. */
    detail: string;
    /** What to do now. */
    hint?: string;
    /** The input that causes the problem, if an input causes it. */
    input?: string;
}

export type Connect = 'auto' | 'tunnel' | 'service' | 'node-port' | 'load-balancer' | 'ingress';

export type WaitFor = 'api' | 'ready' | 'dns';

/** One object that is expired or an orphan, and what the sweep did with it. */
export interface Swept extends Pick<Orphan, 'kind' | 'namespace' | 'name' | 'reason'> {
    /** `skipped`: the object is in use, or the user has no permission to delete it; see `detail`. */
    state: 'deleted' | 'would be deleted' | 'skipped' | 'failed';
    detail?: string;
}

export interface SweepResult {
    objects: Swept[];
    /** One sentence for each kind of object that the sweep had no permission to list. */
    notes: string[];
}

export type Distro = 'k8s' | 'k3s' | 'k0s' | 'eks';

/** Receives log messages: `console`, or the logger of most logging libraries. Messages without a method are dropped. */
export interface Logger {
    debug?(message: string): void;
    info?(message: string): void;
    warn?(message: string): void;
    /** Default: `warn`. */
    error?(message: string): void;
}

/** The options of `createCluster`. All are optional. Times have the form `90s`, `5m` or `1h30m`. */
export interface ClusterOptions extends HostOptions {
    /**
     * Where the host cluster is: `existing` (yours), `runner` (a new one on this machine, made with kind and deleted
     * at the end of the job; it needs Docker), or `auto` (yours if one is named or found, otherwise `runner`).
     * @default 'auto'
     */
    host?: 'auto' | 'existing' | 'runner' | undefined;
    /**
     * Kubernetes version of the host cluster that is made on this machine, such as `1.36.1`, or the image of a kind
     * node. Default: the version of kind.
     */
    hostVersion?: string | undefined;
    /**
     * Version of the cluster: exact (`1.36.3`), a minor (`1.36`), or `latest` (the newest minor that the default
     * vcluster supports), `n-1`, `n-2` (one, two minors before `latest`), `host` (the minor of the host cluster) or
     * `supported` (every minor that the Kubernetes project has not ended).
     * @default 'latest'
     */
    kubernetesVersion?: string | undefined;
    /**
     * Kubernetes distribution: `k8s`, `k3s`, `k0s` or `eks`. Only older versions of vcluster support the last three;
     * the newest of them is used.
     * @default 'k8s'
     */
    distro?: Distro | undefined;
    /**
     * Version of vcluster, such as `0.36.1`, or `0.36` for its newest patch. Default: the version that this library is
     * tested with, or the newest one that supports the distro.
     */
    vclusterVersion?: string | undefined;
    /**
     * Path of a file with the versions that exist for you, for a mirror that holds certain patches only. It has, for
     * each distro, the versions of Kubernetes and the default version of vcluster, such as `k8s: {kubernetes: [1.36.3,
     * 1.35.4], vcluster: 0.36.1}`, and replaces the built-in versions of these distros.
     */
    versionsFile?: string | undefined;
    /** Name of the cluster and of its kubeconfig context. Default: a new, generated name. */
    name?: string | undefined;
    /**
     * An existing namespace of the host cluster, or several, separated by commas or line breaks, of which the first
     * free one is used. If other jobs occupy all of them, the creation waits in the queue. Default: a namespace
     * `vcluster-NAME` that is created and deleted with the cluster.
     */
    namespace?: string | readonly string[] | undefined;
    /** Your `vcluster.yaml`, as text or as an object. It is merged over the one of this library. */
    values?: string | Readonly<Record<string, unknown>> | undefined;
    /**
     * The vcluster chart, for air-gapped and proxied environments: a path, an https URL, or
     * `oci://REGISTRY/PATH:VERSION`, for which helm uses the credentials of `helm registry login` and docker. Default:
     * the official chart.
     */
    chart?: string | undefined;
    /**
     * Registry that mirrors all images of the cluster under their original paths, such as `registry.example.com` or
     * `registry.example.com/mirror`. Default: each image's own registry. `ephemeral-vcluster images` lists the images.
     */
    imageRegistry?: string | undefined;
    /**
     * Secrets of the host cluster with registry credentials for the images of the cluster and of its pods, separated
     * by commas: `NAME` for a Secret in `namespace`, or `NAMESPACE/NAME` for one that is copied from there while the
     * cluster exists.
     */
    imagePullSecret?: string | readonly string[] | undefined;
    /**
     * Path of a PEM file with certificate authorities. They are trusted for the download of the chart and of helm, in
     * addition to those of Node.
     */
    caFile?: string | undefined;
    /**
     * What to wait for: `api` (the API server answers), `ready` (pods can be created, as with the vcluster CLI) or
     * `dns` (names resolve in pods).
     * @default 'ready'
     */
    waitFor?: WaitFor | undefined;
    /**
     * How to reach the cluster: `tunnel` (a local port, through the API server of the host cluster), `service` (its
     * Service, for runners inside the host cluster), or `auto` (`service` inside, `tunnel` elsewhere). For users
     * without access to the host cluster: `node-port`, `load-balancer`, or `ingress` (a name in `endpoint`; the
     * ingress controller must pass TLS through).
     * @default 'auto'
     */
    connect?: Connect | undefined;
    /**
     * External address of the cluster, as `HOST` or `HOST:PORT`; `{name}` in it is replaced by the cluster's name.
     * Required for `connect: ingress`. Replaces the address that `node-port` and `load-balancer` find.
     */
    endpoint?: string | undefined;
    /**
     * How long creation may take. The wait in the queue for a `namespace` does not count.
     * @default '5m'
     */
    timeout?: string | undefined;
    /**
     * How long the creation waits in the queue while other jobs occupy each `namespace`, and while the previous
     * cluster there is being deleted.
     * @default '1h'
     */
    queueTimeout?: string | undefined;
    /**
     * Maximum lifetime of the cluster, in all cases.
     * @default '6h'
     */
    ttl?: string | undefined;
    /**
     * How long the cluster remains after a process that ended without deleting it.
     * @default '5m'
     */
    lease?: string | undefined;
    /**
     * How long the tunnel holds a connection while it reconnects to the cluster.
     * @default '60s'
     */
    tunnelTimeout?: string | undefined;
    /**
     * Whether to check rights, quotas, limits and versions before anything is created.
     * @default true
     */
    preflight?: boolean | undefined;
    /**
     * Whether `values` may create objects on the host cluster with `experimental.deploy.host`. They are created with
     * the rights of the host kubeconfig, so allow it only for `values` that you trust.
     * @default false
     */
    allowHostManifests?: boolean | undefined;
    /**
     * Whether to remove the leftovers of expired clusters of this library from the host cluster, in the background
     * during creation.
     * @default true
     */
    sweep?: boolean | undefined;
    /**
     * How long the clean-up verifies that every object is gone. The host cluster continues the deletion after that.
     * @default '60s'
     */
    cleanupTimeout?: string | undefined;
    /** Path of helm, 3.10 or newer. Default: the helm on PATH, or a downloaded one. */
    helmPath?: string | undefined;
    /** The logger, for example `console`. By default only warnings are reported, with `process.emitWarning`. */
    log?: Logger | undefined;
    /** Cancels the creation. Everything that it has created is deleted. */
    signal?: AbortSignal | undefined;
}

/** Clusters that were created together. Disposing deletes all of them. */
export interface Clusters extends Array<Cluster>, AsyncDisposable {
}

/** The options of `createClusters`. */
export interface ClustersOptions extends Omit<ClusterOptions, 'kubernetesVersion'> {
    /**
     * The version of all clusters, or several versions to create one cluster for each.
     * @default 'latest'
     */
    kubernetesVersion?: string | readonly string[] | undefined;
    /**
     * How many clusters of one version to create, up to 20. Their names are `NAME-1`, `NAME-2` and so on.
     * @default 1
     */
    count?: number | undefined;
}

/** The options of `deleteCluster`. */
export interface DeletionOptions extends SearchOptions {
    /**
     * How long to wait until all objects are gone. After that, the host continues the deletion by itself.
     * @default '60s'
     */
    cleanupTimeout?: string | undefined;
}

/** The host cluster, in which the virtual clusters run. */
export interface HostOptions {
    /**
     * Kubeconfig of the host cluster, as text, from a secret. Default: the credentials that kubectl uses, from
     * `hostKubeconfigPath`, KUBECONFIG, `~/.kube/config`, or the pod's service account.
     */
    hostKubeconfig?: string | undefined;
    /** Path of the host cluster's kubeconfig. Use it instead of `hostKubeconfig`. */
    hostKubeconfigPath?: string | undefined;
    /** Context of the host kubeconfig to use. Default: its current context. */
    hostContext?: string | undefined;
}

/** Where to search for existing clusters. */
export interface SearchOptions extends HostOptions {
    /** Searches only these namespaces, if you have no access to all namespaces of the host. */
    namespace?: string | readonly string[] | undefined;
}

/** The options of `sweep`. */
export interface SweepingOptions extends SearchOptions {
    /**
     * Objects that are younger, or that expired more recently, are not removed.
     * @default '10m'
     */
    olderThan?: string | undefined;
    /** Whether to only report what would be deleted. */
    dryRun?: boolean | undefined;
    /** Stops the sweep before the next object. */
    signal?: AbortSignal | undefined;
}

/**
 * Creates a virtual cluster and waits until it is ready. Disposing of it deletes it. If this process ends without that, for
 * any reason, the host cluster deletes the virtual cluster within `lease`.
 *
 * ```ts
 * await using cluster = await createCluster({ kubernetesVersion: '1.34' });
 * ```
 *
 * If the creation fails, everything that it created is deleted.
 *
 * @throws InputError with all problems of all options; nothing was created then.
 * @throws ClusterError with cause and hint for all other errors.
 */
export declare function createCluster(options?: ClusterOptions): Promise<Cluster>;

/**
 * Creates several clusters in parallel, one for each version, or `count` of them. If one fails, all are deleted. `await
 * using` deletes all of them together; `delete` of a cluster deletes only that one.
 *
 * @throws InputError with all problems of all options; nothing was created then.
 * @throws ClusterError with cause and hint for all other errors.
 */
export declare function createClusters(options?: ClustersOptions): Promise<Clusters>;

/**
 * Deletes the cluster with this name, or with the `ref` that another process saved, and verifies that it is gone. This also
 * works if its creation was interrupted, and if it was already deleted.
 *
 * @throws InputError if several clusters have the name: select one of them with `namespace`.
 */
export declare function deleteCluster(which: string | ClusterRef, options?: DeletionOptions): Promise<DeleteResult>;

/** Lists all virtual clusters on the host that ephemeral-vcluster created, also from other processes and machines. */
export declare function listClusters(options?: SearchOptions): Promise<ListedCluster[]>;

/** Removes expired leases and orphaned objects created by ephemeral-vcluster from the host. */
export declare function sweep(options?: SweepingOptions): Promise<SweepResult>;

/**
 * Checks whether a cluster with these options can be created, without creating it. A finding that cannot be checked is
 * `unknown`.
 *
 * @throws InputError with all problems of all options.
 */
export declare function examine(options?: ClusterOptions): Promise<Finding[]>;

/** How clients reach a cluster, once that is decided. */
type ConnectionMode = Exclude<Connect, 'auto'>;

/** An object created by ephemeral-vcluster that is expired or has no lease. */
interface Orphan {
    kind: 'Job' | 'Namespace' | ClusterScoped;
    name: string;
    /** The namespace of a Job, or the namespace of the cluster for a cluster-scoped object. */
    namespace: string;
    reason: string;
    uid: string;
    /** From the list. An object that has changed since then is in use. */
    resourceVersion: string;
}

type ClusterScoped = 'ClusterRoleBinding' | 'ClusterRole';

export {};
