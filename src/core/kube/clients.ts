import {
  ApiException,
  AppsV1Api,
  AuthorizationV1Api,
  BatchV1Api,
  CoreV1Api,
  type KubeConfig,
  NetworkingV1Api,
  RbacAuthorizationV1Api,
  VersionApi,
} from '@kubernetes/client-node';
import { rootMessage } from '../errors.ts';
import { clusterConfigOf } from './cluster-config.ts';
import { parseObject, parseStatus } from './http/status.ts';
import { MetadataApi } from './metadata-api.ts';

/** The API clients of one cluster that this tool uses. */
export interface Kube {
  apps: AppsV1Api;
  authorization: AuthorizationV1Api;
  batch: BatchV1Api;
  core: CoreV1Api;
  metadata: Pick<MetadataApi, 'discover' | 'list'>;
  networking: NetworkingV1Api;
  rbac: RbacAuthorizationV1Api;
  version: VersionApi;
}

export function kubeOf(kubeConfig: KubeConfig): Kube {
  const config = clusterConfigOf(kubeConfig);
  return {
    apps: config.makeApiClient(AppsV1Api),
    authorization: config.makeApiClient(AuthorizationV1Api),
    batch: config.makeApiClient(BatchV1Api),
    core: config.makeApiClient(CoreV1Api),
    metadata: new MetadataApi(config.access),
    networking: config.makeApiClient(NetworkingV1Api),
    rbac: config.makeApiClient(RbacAuthorizationV1Api),
    version: config.makeApiClient(VersionApi),
  };
}

const hasCode = (error: unknown, code: number): boolean =>
  error instanceof ApiException && error.code === code;

/** Whether the API server says so: load balancers in front of it answer 404 for a missing backend. */
export const isNotFound = (error: unknown): boolean =>
  hasCode(error, 404) && isFromKubernetes(error);
export const isConflict = (error: unknown): boolean => hasCode(error, 409);
export const isForbidden = (error: unknown): boolean => hasCode(error, 403);

/** Returns the API server's message, without the status line, body and headers in the message of an ApiException. */
export function apiMessage(error: unknown): string {
  if (!(error instanceof ApiException))
    return error instanceof Error ? rootMessage(error) : String(error);
  return parseObject(error.body)?.message ?? statusText(error);
}

/** Whether the body of an error answer is a Status of Kubernetes. */
export const isFromKubernetes = (error: unknown): boolean =>
  error instanceof ApiException && parseStatus(error.body) !== undefined;

/** For answers without a usable body; client-node drops the body of a 401. */
const statusText = ({ code }: ApiException<unknown>): string =>
  code === 401 ? 'HTTP 401 Unauthorized' : `HTTP ${code}`;

/** Returns the object, or undefined if the API server answers 404. */
export async function orUndefined<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Waits for a deletion with a uid precondition. It succeeds, too, if the object is gone (404) or was replaced by
 * another one (409).
 */
export async function unlessGone(call: Promise<unknown>): Promise<void> {
  await call.catch((error) => {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  });
}
