import type { Connect, WaitFor } from '../core/spec/spec.ts';
import type { Distro } from '../core/versions/distros.ts';
import type { Logger } from './log.ts';

/*
 * `npm run docs` writes the comment of each option that is also an input of the action.
 */

/** The host cluster, in which the virtual clusters run. */
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

/** The options of `createCluster`. All are optional. Times have the form `90s`, `5m` or `1h30m`. */
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
  /** The logger, for example `console`. By default only warnings are reported, with `process.emitWarning`. */
  log?: Logger | undefined;
  /** Cancels the creation. Everything that it has created is deleted. */
  signal?: AbortSignal | undefined;
}
