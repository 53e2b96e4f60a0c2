import {
  HttpMethod,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import { ClusterError } from '../core/errors.ts';
import { apiMessage } from '../core/kube/clients.ts';
import { clusterConfigOf } from '../core/kube/cluster-config.ts';
import { isUnreachable } from '../core/kube/retrying.ts';
import type { Clock } from '../core/runtime.ts';
import { invalidContents, isInvalid } from './invalid-contents.ts';
import { inOrder, type Manifest } from './manifests.ts';

/** How long to wait for the kind, namespace or webhook that an object needs, in milliseconds. */
const TIME_LIMIT = 60_000;
const POLL = 500;

/**
 * Applies manifests like `kubectl apply --server-side`, custom resource definitions first.
 *
 * The API server starts the cache of a custom kind with the first request for it. If that request creates an object, older versions
 * of kine, vcluster's store, can lose it for the cache: it is there by name, and missing in every list and watch, for good
 * (https://github.com/k3s-io/kine/issues/770). So a custom kind is listed before its first object is created.
 *
 * @throws InputError if the cluster rejects an object as invalid.
 */
export async function applyManifests(
  config: KubeConfig,
  manifests: readonly Manifest[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const api = clusterConfigOf(config).makeApiClient(ApplyApi);
  const custom = customKinds(manifests);
  for (const manifest of inOrder(manifests)) {
    const isFirst = custom.delete(groupKind(manifest.object));
    await applyWithRetries(api, { ...manifest, isFirst }, clock, signal);
  }
}

/** The kinds that the manifests define, each as group and kind. */
const customKinds = (manifests: readonly Manifest[]): Set<string> =>
  new Set(
    manifests
      .map(({ object }) => object as CustomResourceDefinition)
      .filter(({ kind }) => kind === 'CustomResourceDefinition')
      .map(({ spec }) => `${spec?.group}/${spec?.names?.kind}`),
  );

/** A definition as it is written, so that any field can be missing. */
type CustomResourceDefinition = KubernetesObject & {
  spec?: { group?: string; names?: { kind?: string } };
};

const groupKind = ({ apiVersion, kind }: KubernetesObject): string =>
  `${apiVersion?.split('/')[0]}/${kind}`;

async function applyWithRetries(
  api: ApplyApi,
  { source, object, isFirst }: Manifest & { isFirst: boolean },
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (const end = clock.monotonic() + TIME_LIMIT; ; ) {
    try {
      if (isFirst) await api.startCache(object);
      return await api.apply(object);
    } catch (error) {
      const failure = `${source}: ${nameOf(object)} could not be applied: ${apiMessage(error)}`;
      if (isInvalid(error)) throw invalidContents('manifests', failure);
      if (clock.monotonic() >= end || !isNotYet(error)) throw new ClusterError(failure);
    }
    await clock.sleep(POLL, signal);
  }
}

const nameOf = ({ kind, metadata: { namespace, name } = {} }: KubernetesObject): string =>
  `${kind} ${namespace ? `${namespace}/` : ''}${name}`;

/** Whether the error can be caused by a kind, a namespace or a webhook that is still starting. */
const isNotYet = (error: unknown): boolean =>
  isUnreachable(error) ||
  /Unrecognized API version|not found|failed calling webhook|no endpoints available/i.test(
    apiMessage(error),
  );

/** Sends objects unchanged. The client's `patch` drops every field that its own version of Kubernetes does not know. */
class ApplyApi extends KubernetesObjectApi {
  async apply(object: KubernetesObject): Promise<void> {
    const body = structuredClone(object);
    // Also sets the default namespace in an object that has none.
    const path = await this.specUriPath(body, 'patch');
    const request = this.configuration.baseServer.makeRequestContext(path, HttpMethod.PATCH);
    request.setHeaderParam('Accept', 'application/json');
    request.setHeaderParam('Content-Type', PatchStrategy.ServerSideApply);
    const query = { fieldManager: 'ephemeral-vcluster', force: 'true', fieldValidation: 'Strict' };
    for (const [name, value] of Object.entries(query)) request.setQueryParam(name, value);
    request.setBody(JSON.stringify(body));
    await this.requestPromise(request);
  }

  /** Lists the objects of this kind from the cache of the API server, which answers when the cache is filled. */
  async startCache({ apiVersion, kind }: KubernetesObject): Promise<void> {
    const path = await this.specUriPath({ apiVersion, kind }, 'list');
    const request = this.configuration.baseServer.makeRequestContext(path, HttpMethod.GET);
    request.setHeaderParam('Accept', 'application/json');
    request.setQueryParam('resourceVersion', '0');
    await this.requestPromise(request);
  }
}
