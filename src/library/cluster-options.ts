import type { Connect, WaitFor } from '../core/spec/spec.ts';
import type { Distro } from '../core/versions/distros.ts';
import type { Logger } from './log.ts';

/*
 * `npm run docs` writes the comment of each option that is also an input of the action.
 */

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
