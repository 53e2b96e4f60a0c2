import type { KubeConfig } from '@kubernetes/client-node';
import type { Owner } from '../core/cluster/owner.ts';
import { parseDuration } from '../core/duration.ts';
import { accessOf } from '../core/kube/http/access.ts';
import { askHost } from '../core/kube/http/request.ts';

/** No lease can be shorter. */
const SHORTEST = 60_000;

interface Run {
  spec: { timeout?: string; timeouts?: { pipeline?: string } };
  status?: { startTime?: string };
}

/**
 * How long `run` may still take, in milliseconds; undefined where it has no limit, which Tekton writes as `0s`. Rejects
 * where the run cannot be read.
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

/** The `ttl` of a cluster that need not outlive `run`; undefined where the run has no limit. */
export async function ttlOf(
  kubeConfig: KubeConfig,
  run: Owner,
  now: number,
): Promise<number | undefined> {
  const left = await timeLeft(kubeConfig, run, now);
  return left === undefined ? undefined : Math.max(SHORTEST, left);
}
