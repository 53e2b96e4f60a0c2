/** Something went wrong that the reader can act on: `message` says what and why, `hint` says what to do now. */
export declare class ClusterError extends Error {
    name: string;
    /** What to do now, where something helps. */
    readonly hint: string | undefined;
    /** `message` without the hint, in one line. */
    readonly summary: string;
    constructor(message: string, options?: {
        hint?: string;
        cause?: unknown;
    });
}

/** The input cannot be used. Carries all problems at once; nothing has been created. */
export declare class InputError extends Error {
    name: string;
    /** One for each thing that is wrong. */
    readonly problems: readonly InputProblem[];
    constructor(problems: readonly InputProblem[]);
}

/**
 * An object of the host whose end is to be the cluster's end, such as a Tekton PipelineRun. Kubernetes sees to that
 * only inside of one namespace; elsewhere the uid still tells whose cluster it is.
 */
export interface Owner {
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    namespace: string;
}

/** What is needed to find and delete a virtual cluster, half-made or whole. */
export interface ClusterRef {
    name: string;
    /** The host namespace. */
    namespace: string;
    /** Whether the namespace is ours, made for this cluster and deleted with it. */
    ownNamespace: boolean;
    /** Random; on the lease as a label. A cluster of the same name with another id is not ours and is never touched. */
    id: string;
    /** Uid of the lease, known once it is taken. A label can be copied, a uid cannot. */
    leaseUid?: string;
    /** What the cluster belongs to, besides the job that made it. */
    owner?: Owner;
    /** Name of the workshop that it is a part of. */
    workshop?: string;
}

/** A virtual cluster that answers. Disposing deletes it. */
export interface Cluster extends AsyncDisposable {
    /** What `deleteCluster` needs, also in another process. */
    readonly ref: ClusterRef;
    readonly name: string;
    readonly namespace: string;
    /** Path of its kubeconfig, mode 0600. */
    readonly kubeconfig: string;
    /** Name of the kubeconfig's context. */
    readonly context: string;
    /** Address of the API server in that kubeconfig. */
    readonly server: string;
    /** Exact version of the virtual cluster, as it says itself: `1.34.4`. */
    readonly kubernetesVersion: string;
    readonly vclusterVersion: string;
    readonly hostKubernetesVersion: string;
    /** The hard limit: the cluster is gone then, whatever happens. */
    readonly expiresAt: Date;
    /** How it is reached. */
    readonly connect: ConnectionMode;
    /** Process id of the keeper beside the job, where there is one. */
    readonly keeperPid: number | undefined;
    /** How long each part of creation took, in order. */
    readonly phases: readonly Phase[];
    /** Waits for a level above the one that `createCluster` waited for. */
    ready(level?: 'ready' | 'dns'): Promise<void>;
    /** Deletes it, and watches it go. */
    delete(options?: DeleteOptions): Promise<DeleteResult>;
}

/** How long one phase of creation took, in milliseconds, in the order in which they ended. */
export interface Phase {
    name: string;
    milliseconds: number;
}

export interface DeleteOptions {
    /** How long to verify, in milliseconds. Default 60 s: a cancelled job has five minutes for all its posts. */
    verifyFor?: number;
}

export interface DeleteResult {
    /**
     * `deleted`: verified gone. `absent`: there was nothing. `foreign`: the name belongs to a cluster that we did not
     * make, which stays untouched. `deleting`: still going on after the bound; the host finishes it.
     */
    state: 'deleted' | 'absent' | 'foreign' | 'deleting';
    /** One sentence for the log. */
    detail: string;
    /** What is still there, each with its reason and, where time alone will not do, a hint. */
    leftovers: Leftover[];
}

/** One object that a deletion did not get rid of. */
export interface Leftover {
    /** `ConfigMap settings`. */
    object: string;
    /** Why it is still there, as far as the host says. */
    reason: string;
    /** What to do about it; missing where only time is needed. */
    hint?: string;
}

/** One thing wrong with one input. */
export interface InputProblem {
    /** The name as the user writes it: `kubernetes-version`, in a program `kubernetesVersion`. */
    input: string;
    /** What was given; left out where it may be a secret. */
    given?: string;
    /** What is allowed, as the end of the sentence "… must be …". */
    allowed: string;
}

/** A virtual cluster of ours as its lease tells it; enough to delete it. */
export interface ListedCluster extends ClusterRef {
    kubernetesVersion: string;
    vclusterVersion: string;
    createdAt: Date | undefined;
    /** In words; empty where it is not known. */
    createdBy: string;
    /** The hard limit. */
    expiresAt: Date | undefined;
}

/** What one check of the preflight found. */
export interface Finding {
    /** Name of the check: `rights`. */
    check: string;
    /** The namespace that it is about, where the cluster may come to be in one of several. */
    namespace?: string;
    /** With a `problem` no cluster can be made. `unknown`: it could not be checked, and may well be fine. */
    state: 'ok' | 'warning' | 'problem' | 'unknown';
    /** What was found, with the names of the objects. */
    detail: string;
    /** What to do about it. */
    hint?: string;
    /** The input that is at fault, where it is one. */
    input?: string;
}

export type Connect = 'auto' | 'tunnel' | 'service' | 'node-port' | 'load-balancer' | 'ingress';

export type WaitFor = 'api' | 'ready' | 'dns';

/** One object that is expired or orphan, and what became of it. */
export interface Swept extends Pick<Orphan, 'kind' | 'namespace' | 'name' | 'reason'> {
    /** `skipped`: it is in use after all, or not for us to delete; `detail` says which. */
    state: 'deleted' | 'would be deleted' | 'skipped' | 'failed';
    detail?: string;
}

export interface SweepResult {
    objects: Swept[];
    /** What could not be looked at for want of rights, one sentence each. */
    notes: string[];
}

export type Distro = 'k8s' | 'k3s' | 'k0s' | 'eks';

/** Takes the story of a creation: `console`, or the log of many a library. What it has no method for is not said. */
export interface Logger {
    debug?(message: string): void;
    info?(message: string): void;
    warn?(message: string): void;
}

/** What `createCluster` takes. Every option may be left out. Times are written `90s`, `5m`, `1h30m`. */
export interface ClusterOptions extends HostOptions {
    /**
     * Version of the cluster: exact (`1.34.4`), a minor (`1.34`), or `stable`, `latest`, `n-1`, `n-2` (one, two minors
     * before `latest`) or `host` (the minor of the host cluster).
     * @default 'stable'
     */
    kubernetesVersion?: string | undefined;
    /**
     * Kind of Kubernetes: `k8s`, or `k3s`, `k0s` or `eks`, which only older versions of vcluster have: the newest of
     * these is taken then.
     * @default 'k8s'
     */
    distro?: Distro | undefined;
    /**
     * Version of vcluster, the engine, such as `0.30.0`. Default is the one that this library is tested with, or the
     * newest one that has the distro.
     */
    vclusterVersion?: string | undefined;
    /** Name of the cluster and of its kubeconfig context. Default: a new, generated name. */
    name?: string | undefined;
    /**
     * An existing namespace of the host cluster to use, or several with commas or line breaks between them, of which
     * the first free one is taken. While other jobs' clusters are in all of them, the creation waits in line. Default
     * is a namespace `vcluster-NAME` that is made and deleted with the cluster.
     */
    namespace?: string | readonly string[] | undefined;
    /** Your `vcluster.yaml`, as text or as an object. It is merged over the one of this library. */
    values?: string | Readonly<Record<string, unknown>> | undefined;
    /**
     * The vcluster chart, for hosts without a way out: a path, an https address, or `oci://REGISTRY/PATH:VERSION`, for
     * which helm uses the credentials of `helm registry login` and docker. Default is the official one.
     */
    chart?: string | undefined;
    /**
     * Registry, with or without a path such as `registry.example.com/mirror`, that holds all images of the cluster
     * under the paths that they have elsewhere. Default is each image's own; `ephemeral-vcluster images` lists them.
     */
    imageRegistry?: string | undefined;
    /**
     * Secrets of the host cluster with credentials for the images of the cluster and its pods, with commas between
     * them: `NAME` where it is in `namespace`, or `NAMESPACE/NAME`, from where it is copied for as long as the cluster
     * lives.
     */
    imagePullSecret?: string | readonly string[] | undefined;
    /**
     * Path of a PEM file with certification authorities that are trusted, besides those of Node, when the chart and
     * helm are downloaded.
     */
    caFile?: string | undefined;
    /**
     * How far to wait: `api` (the API server answers), `ready` (pods can be made, as with the vcluster CLI) or `dns`
     * (names resolve in pods).
     * @default 'ready'
     */
    waitFor?: WaitFor | undefined;
    /**
     * The way to the cluster: `tunnel` (a port of this machine, through the host's API server), `service` (its
     * Service, for runners inside the host cluster), or `auto` (`service` inside, `tunnel` elsewhere). For others,
     * too, who have no access to the host: `node-port` (a port of its nodes), `load-balancer`, or `ingress` (a name
     * that `endpoint` tells; the controller has to pass TLS through).
     * @default 'auto'
     */
    connect?: Connect | undefined;
    /**
     * Where the cluster is reached from outside, as `HOST` or `HOST:PORT`; `{name}` in it becomes the cluster's name.
     * For `connect: ingress`, and in place of the address that `node-port` and `load-balancer` find.
     */
    endpoint?: string | undefined;
    /**
     * How long creation may take, with waiting in line.
     * @default '5m'
     */
    timeout?: string | undefined;
    /**
     * How long the cluster may live at most, whatever happens.
     * @default '6h'
     */
    ttl?: string | undefined;
    /**
     * How long the cluster remains after a process that ended without deleting it.
     * @default '5m'
     */
    lease?: string | undefined;
    /**
     * How long the tunnel holds a connection while the way to the cluster is dialled anew.
     * @default '60s'
     */
    tunnelTimeout?: string | undefined;
    /**
     * Whether to examine rights, quotas, limits and versions before anything is made.
     * @default true
     */
    preflight?: boolean | undefined;
    /**
     * Whether to remove, beside the creation, what expired clusters of this library left on the host.
     * @default true
     */
    sweep?: boolean | undefined;
    /**
     * How long the clean-up waits to see that all is gone. The host goes on without it.
     * @default '60s'
     */
    cleanupTimeout?: string | undefined;
    /** The helm program, 3.10 or newer. Default is the one on PATH, else one that is downloaded. */
    helmPath?: string | undefined;
    /** Where the story goes, such as `console`. Without it there are warnings alone, by `process.emitWarning`. */
    log?: Logger | undefined;
    /** Ends a creation that is under way; what was made of it is deleted. */
    signal?: AbortSignal | undefined;
}

/** Clusters that were made together. Disposing deletes all. */
export interface Clusters extends Array<Cluster>, AsyncDisposable {
}

/** What `createClusters` takes. */
export interface ClustersOptions extends Omit<ClusterOptions, 'kubernetesVersion'> {
    /**
     * The version of all, or several versions, for a cluster of each.
     * @default 'stable'
     */
    kubernetesVersion?: string | readonly string[] | undefined;
    /**
     * How many clusters of one version to make, up to 20. Each is named `NAME-1` and so on.
     * @default 1
     */
    count?: number | undefined;
}

/** What `deleteCluster` takes. */
export interface DeletionOptions extends SearchOptions {
    /**
     * How long to wait to see that all is gone. The host goes on without it.
     * @default '60s'
     */
    cleanupTimeout?: string | undefined;
}

/** Which cluster carries the virtual ones. */
export interface HostOptions {
    /**
     * Kubeconfig of the host cluster, as text, from a secret. Without it and `hostKubeconfigPath`: what kubectl would
     * use, that is the KUBECONFIG of the environment, `~/.kube/config`, or the pod's service account.
     */
    hostKubeconfig?: string | undefined;
    /** Path of the host cluster's kubeconfig, instead of `hostKubeconfig`. */
    hostKubeconfigPath?: string | undefined;
    /** Context of the host kubeconfig to use. Default is its current one. */
    hostContext?: string | undefined;
}

/** Where to look for clusters that are there already. */
export interface SearchOptions extends HostOptions {
    /** Looks in these namespaces alone, for those who may not look at the whole host. */
    namespace?: string | readonly string[] | undefined;
}

/** What `sweep` takes. */
export interface SweepingOptions extends SearchOptions {
    /**
     * What is younger, or expired for less, is left alone.
     * @default '10m'
     */
    olderThan?: string | undefined;
    /** Whether to say only what would be deleted. */
    dryRun?: boolean | undefined;
    /** Ends it before the next object. */
    signal?: AbortSignal | undefined;
}

/**
 * Makes a virtual cluster and waits until it is usable. It is deleted when it is disposed of, and by the host cluster
 * itself within `lease` after this process has ended without that, however it did.
 *
 * ```ts
 * await using cluster = await createCluster({ kubernetesVersion: '1.34' });
 * ```
 *
 * What fails half-way is deleted.
 *
 * @throws InputError with every problem of every option; nothing was made then.
 * @throws ClusterError with cause and hint for everything else.
 */
export declare function createCluster(options?: ClusterOptions): Promise<Cluster>;

/**
 * Makes several clusters at once, one for each version or `count` of them: all, or none. They are deleted
 * together by `await using`, and each by its own `delete`.
 *
 * @throws InputError with every problem of every option; nothing was made then.
 * @throws ClusterError with cause and hint for everything else.
 */
export declare function createClusters(options?: ClustersOptions): Promise<Clusters>;

/**
 * Deletes the cluster of that name, or the one whose `ref` another process kept, half-made or whole, and verifies that
 * it is gone. Deleting twice is fine.
 *
 * @throws InputError where several clusters have the name: `namespace` tells them apart.
 */
export declare function deleteCluster(which: string | ClusterRef, options?: DeletionOptions): Promise<DeleteResult>;

/** All virtual clusters of ours on the host, whoever made them. */
export declare function listClusters(options?: SearchOptions): Promise<ListedCluster[]>;

/** Removes from the host what is ours and expired or ownerless. */
export declare function sweep(options?: SweepingOptions): Promise<SweepResult>;

/**
 * Finds out whether the cluster of these options can be made, and makes nothing. What cannot be checked is `unknown`.
 *
 * @throws InputError with every problem of every option.
 */
export declare function examine(options?: ClusterOptions): Promise<Finding[]>;

/** How a cluster is reached, once that is decided. */
type ConnectionMode = Exclude<Connect, 'auto'>;

/** An object of ours that is expired, or that no lease stands behind. */
interface Orphan {
    kind: 'Job' | 'Namespace' | ClusterScoped;
    name: string;
    /** Of a Job its own; of an object outside of namespaces that of its cluster. */
    namespace: string;
    reason: string;
    uid: string;
    /** Of the moment when it was seen: what changed since is in use. */
    resourceVersion: string;
}

type ClusterScoped = 'ClusterRoleBinding' | 'ClusterRole';

export {};
