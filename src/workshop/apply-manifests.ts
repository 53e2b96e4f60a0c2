import {
  HttpMethod,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import { ClusterError } from '../core/errors.ts';
import { apiMessage, withConnectionReuse } from '../core/kube/clients.ts';
import { isUnreachable } from '../core/kube/retrying.ts';
import type { Clock } from '../core/runtime.ts';
import { inOrder, type Manifest } from './manifests.ts';

/** How long what an object needs may take to be there, in milliseconds. */
const TIME_LIMIT = 60_000;
const POLL = 500;

/** Applies them as `kubectl apply --server-side` does, definitions first. */
export async function applyManifests(
  config: KubeConfig,
  manifests: readonly Manifest[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const api = withConnectionReuse(config).makeApiClient(ApplyApi);
  for (const manifest of inOrder(manifests)) {
    await untilTaken(api, manifest, clock, signal);
  }
}

async function untilTaken(
  api: ApplyApi,
  { source, object }: Manifest,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (const end = clock.now() + TIME_LIMIT; ; ) {
    try {
      return await api.apply(object);
    } catch (error) {
      if (clock.now() >= end || !isNotYet(error)) {
        const what = `${object.kind} ${object.metadata?.name}`;
        throw new ClusterError(`${source}: ${what} could not be applied: ${apiMessage(error)}`);
      }
    }
    await clock.sleep(POLL, signal);
  }
}

/** A kind, a namespace or a webhook that comes up only now. */
const isNotYet = (error: unknown): boolean =>
  isUnreachable(error) ||
  /Unrecognized API version|not found|failed calling webhook|no endpoints available/i.test(
    apiMessage(error),
  );

/** Sends objects as they are. `patch` of the client leaves out every field that its own version of Kubernetes has not. */
class ApplyApi extends KubernetesObjectApi {
  async apply(object: KubernetesObject): Promise<void> {
    const body = structuredClone(object);
    // Puts the namespace into it that is meant where none is named.
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
