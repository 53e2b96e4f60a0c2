import { buffer } from 'node:stream/consumers';
import { ApiException, type V1ObjectMeta } from '@kubernetes/client-node';
import { type Discovered, discover, type HostResource } from './discovery.ts';
import type { HostAccess } from './http/access.ts';
import { exchange } from './http/exchange.ts';
import { unreachable } from './http/unreachable.ts';

/** In milliseconds. Without a limit, a missing answer would block the job forever. */
const REQUEST_TIMEOUT = 10_000;

/** Requests only metadata, so that no content of a Secret is read. Some aggregated APIs send complete objects instead. */
const METADATA_ONLY =
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

export interface MetadataQuery {
  /** Default: all namespaces. */
  namespace?: string;
  /** Lists only the objects with this name. */
  name?: string;
  /** How many objects to list at most. */
  limit?: number;
}

interface MetadataList {
  /** Null if there are none. */
  items: { metadata: V1ObjectMeta }[] | null;
}

/** Lists objects of every kind that a cluster has, without their content. */
export class MetadataApi {
  readonly #access: HostAccess;
  #discovered: Promise<Discovered> | undefined;

  constructor(access: HostAccess) {
    this.#access = access;
  }

  /** Returns the kinds of namespaced objects. Asks the host once: the answers are large. */
  discover(): Promise<Discovered> {
    this.#discovered ??= discover((path, accept) => this.#get(path, accept)).catch((error) => {
      this.#discovered = undefined;
      throw error;
    });
    return this.#discovered;
  }

  /** The times in the metadata are strings, as in JSON. */
  async list(
    { root, plural }: Pick<HostResource, 'root' | 'plural'>,
    { namespace, name, limit }: MetadataQuery,
  ): Promise<V1ObjectMeta[]> {
    const query = new URLSearchParams({
      ...(name && { fieldSelector: `metadata.name=${name}` }),
      ...(limit && { limit: String(limit) }),
    });
    const path = namespace ? `${root}/namespaces/${namespace}/${plural}` : `${root}/${plural}`;
    const { items } = await this.#get<MetadataList>(`${path}?${query}`, METADATA_ONLY);
    return (items ?? []).map(({ metadata }) => metadata);
  }

  /** @throws ApiException as the clients of client-node do, and UnreachableError. */
  async #get<T>(path: string, accept: string): Promise<T> {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT);
    const headers = { Accept: accept };
    const answer = await exchange(this.#access, { method: 'GET', path, headers, signal });
    const body = (
      await buffer(answer).catch((error) => {
        throw unreachable(error);
      })
    ).toString();
    const { statusCode = 0 } = answer;
    if (statusCode >= 300) {
      const sent = Object.entries(answer.headers).map(([header, value]) => [header, String(value)]);
      throw new ApiException(statusCode, `HTTP ${statusCode}`, body, Object.fromEntries(sent));
    }
    return JSON.parse(body) as T;
  }
}
