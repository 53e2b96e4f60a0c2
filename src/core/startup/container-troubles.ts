import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { Trouble } from '../causes/causes.ts';
import { type Observed, podEvents, timeOf } from './observed.ts';

const PULL_FAILED = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
];
const START_FAILED = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'];

/** Returns the failure of the first container that fails, in the order in which the containers start. */
export function failingContainer(observed: Observed, pod: V1Pod): Trouble | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  for (const container of [...initContainerStatuses, ...containerStatuses]) {
    const reason = container.state?.waiting?.reason ?? '';
    if (PULL_FAILED.includes(reason)) return unpulled(observed, pod, container);
    if (START_FAILED.includes(reason)) return unstarted(pod, container);
    const crashed = ended(pod, container);
    if (crashed) return crashed;
  }
  return undefined;
}

function unpulled(observed: Observed, pod: V1Pod, { image, state }: V1ContainerStatus): Trouble {
  const events = podEvents(observed);
  const about = (wanted: string) =>
    events.findLast(({ reason, message }) => reason === wanted && message?.includes(`"${image}"`));
  const pulling = about('Pulling');
  const failed = about('Failed');
  const { reason = '', message = '' } = state?.waiting ?? {};
  // Up to Kubernetes 1.31, the status of a back-off does not contain the reason.
  const words = /Back-off pulling image "[^"]*"$/.test(message) ? failed?.message : message;
  const secrets = events.find((event) => event.reason === 'FailedToRetrieveImagePullSecret');
  const why = [secrets?.message, plainPullError(words ?? '') || reason].filter(Boolean).join(' ');
  const what = `cannot pull image ${image} of pod ${pod.metadata?.name}`;
  if (pulling && failed && timeOf(pulling) > timeOf(failed)) {
    return { step: 'image-again', what, why: `${why}; the node is retrying` };
  }
  return { step: 'image', what, why };
}

/** Removes the prefixes that the layers of the kubelet and containerd put before the original error. */
const plainPullError = (message: string): string =>
  message.replace(
    /^((Back-off pulling|Failed to pull|failed to pull and unpack) image "[^"]*": |failed to resolve reference "[^"]*": |Err\w+: |rpc error: code = \w+ desc = )+/,
    '',
  );

const unstarted = (pod: V1Pod, { name, state }: V1ContainerStatus): Trouble => ({
  step: 'start',
  what: `container ${name} of pod ${pod.metadata?.name} cannot start`,
  why: state?.waiting?.message ?? state?.waiting?.reason ?? '',
});

/**
 * Returns the failure of a container that ended. A container that runs again gets the time to become ready: if it crashes
 * again and again, it waits in a back-off before each start and is found then.
 */
function ended(pod: V1Pod, container: V1ContainerStatus): Trouble | undefined {
  const { name, state, lastState, restartCount } = container;
  if (state?.running) return undefined;
  const end = state?.terminated ?? lastState?.terminated;
  if (!end || end.exitCode === 0) return undefined;
  const loop = state?.waiting?.reason === 'CrashLoopBackOff' || restartCount > 1;
  return {
    step: loop ? 'crash-loop' : 'crash',
    what: `container ${name} of pod ${pod.metadata?.name} ended`,
    why: [`exit code ${end.exitCode} (${end.reason ?? 'no reason'})`, end.message]
      .filter(Boolean)
      .join(': '),
  };
}
