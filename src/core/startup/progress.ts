import type { CoreV1Event } from '@kubernetes/client-node';
import { type Cause, causeOf } from '../causes/causes.ts';
import { isScheduled, type Observed, ownStatus, podEvents } from './observed.ts';
import { findTrouble, scaleUp } from './troubles.ts';

/** The progress of a pod. */
export interface Progress {
  /** One line, for use after "waiting: ". */
  text: string;
  /** Present if there is a failure. */
  cause?: Cause;
}

/** Describes what the start of a pod waits for. */
export function describeProgress(observed: Observed): Progress {
  const trouble = findTrouble(observed);
  const { program } = observed;
  if (!trouble) return { text: (program ? `${program}: ` : '') + nextStep(observed) };
  const why = trouble.why.replace(/\s+/g, ' ').trim();
  return { text: `${trouble.what}: ${why}`, cause: causeOf(trouble) };
}

function nextStep(observed: Observed): string {
  const { pod } = observed;
  if (!pod) return 'its pod is being created';
  if (!isScheduled(pod)) {
    const message = scaleUp(observed)?.message;
    return message ? `a node is being added: ${message}` : 'its pod is being scheduled';
  }
  return pulling(podEvents(observed)) ?? starting(observed);
}

function pulling(events: CoreV1Event[]): string | undefined {
  const last = events.findLast(({ reason }) => reason === 'Pulling' || reason === 'Pulled');
  const image = /image "([^"]+)"/.exec(last?.message ?? '')?.[1];
  return last?.reason === 'Pulling' ? `pulling image ${image}` : undefined;
}

function starting({ pod, program = 'the API server', container }: Observed): string {
  const main = pod && ownStatus(pod, container);
  if (main?.ready) return 'the cluster does not answer yet';
  if (main?.state?.running) {
    const end = main.lastState?.terminated;
    const before = end ? ` (again, after exit code ${end.exitCode})` : '';
    return `${program} is starting${before}`;
  }
  const init = pod?.status?.initContainerStatuses?.some(({ state }) => state?.running);
  return init ? 'the Kubernetes binaries are being copied' : 'its containers are being created';
}
