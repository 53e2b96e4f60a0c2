import type { V1Pod } from '@kubernetes/client-node';
import { isRestarted, notReadyReason, statusesOf } from './pod-health.ts';

/** One log to read. */
export interface ContainerLog {
  /** Path on the API server, with the query. */
  path: string;
  /** Name of the file to write: `NAMESPACE/POD/CONTAINER.log`. */
  file: string;
}

const LINES = 2_000;

/** Returns all logs of `pods`: first of pods that are not ready, then of pods that were restarted, then of the others. */
export const logsOf = (pods: V1Pod[]): ContainerLog[] =>
  pods.toSorted((one, other) => rank(one) - rank(other)).flatMap(logsOfPod);

const rank = (pod: V1Pod): number => (notReadyReason(pod) ? 0 : isRestarted(pod) ? 1 : 2);

function logsOfPod(pod: V1Pod): ContainerLog[] {
  const { namespace, name } = pod.metadata ?? {};
  return statusesOf(pod).flatMap(({ name: container, restartCount, state }) => {
    const log = (previous: boolean): ContainerLog => ({
      path: `/api/v1/namespaces/${namespace}/pods/${name}/log?container=${container}&previous=${previous}&tailLines=${LINES}&timestamps=true`,
      file: `${namespace}/${name}/${container}${previous ? '.previous' : ''}.log`,
    });
    // A container that waits for its next start has only the log of its last run.
    if (state?.waiting) return restartCount > 0 ? [log(false)] : [];
    return [log(false), ...(restartCount > 0 ? [log(true)] : [])];
  });
}
