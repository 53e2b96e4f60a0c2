import type { KubeConfig } from '@kubernetes/client-node';
import type { Owner } from '../core/cluster/owner.ts';
import { parseDuration } from '../core/duration.ts';
import { accessOf } from '../core/kube/cluster-config.ts';
import { askHost } from '../core/kube/http/request.ts';

/** The shortest possible lease, in milliseconds. */
const SHORTEST = 60_000;

interface Run {
  spec: { timeout?: string; timeouts?: { pipeline?: string } };
  status?: { startTime?: string };
}

/**
 * Returns the remaining time of `run`, in milliseconds; undefined if it has no timeout, which Tekton writes as `0s`. Rejects
 * if the run cannot be read.
 */
export async function timeLeft(
  kubeConfig: KubeConfig,
  { kind, name, namespace }: Owner,
  now: number,
): Promise<number | undefined> {
  const path = `/apis/tekton.dev/v1/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`;
  const { spec, status } = await askHost<Run>(accessOf(kubeConfig), { method: 'GET', path });
  const timeout = parseDuration(spec.timeouts?.pipeline ?? spec.timeout ?? '');
  if (!timeout) return undefined;
  const start = Date.parse(status?.startTime ?? '') || now;
  return Math.max(0, start + timeout - now);
}

/** Returns the `ttl` for a cluster that ends with `run`, in milliseconds; undefined if the run has no timeout. */
export async function ttlOf(
  kubeConfig: KubeConfig,
  run: Owner,
  now: number,
): Promise<number | undefined> {
  const left = await timeLeft(kubeConfig, run, now);
  return left === undefined ? undefined : Math.max(SHORTEST, left);
}
