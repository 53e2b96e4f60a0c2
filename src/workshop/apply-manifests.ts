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
 * @throws InputError if the cluster rejects an object as invalid.
 */
export async function applyManifests(
  config: KubeConfig,
  manifests: readonly Manifest[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const api = clusterConfigOf(config).makeApiClient(ApplyApi);
  for (const manifest of inOrder(manifests)) {
    await applyWithRetries(api, manifest, clock, signal);
  }
}

async function applyWithRetries(
  api: ApplyApi,
  { source, object }: Manifest,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (const end = clock.monotonic() + TIME_LIMIT; ; ) {
    try {
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
}
