import { ClusterError } from '../errors.ts';
import { HostError } from '../kube/http/request.ts';

/** Request timeout, and too many requests: both ask to try again. */
const TEMPORARY = [408, 429];
/** The answer of Kubernetes itself if the pod has been replaced. */
const POD_GONE = /^pods "[^"]*" not found/;

/** Whether the host has refused a port-forward, so that trying again will not help. */
export function isRefusal(error: unknown): error is HostError {
  if (!(error instanceof HostError) || error.status >= 500) return false;
  return !TEMPORARY.includes(error.status) && !POD_GONE.test(error.message);
}

/** Describes a refusal: status, message, and the pod. */
export const describeRefusal = ({ status, message }: HostError, pod: string): string => {
  const answer = message === `HTTP ${status}` ? message : `HTTP ${status}: ${message}`;
  return `the host cluster refuses port-forward to pod ${pod}: ${answer}`;
};

const HINT =
  'Grant the right to create `pods/portforward` (docs/rights.md), and let a proxy in front of the API server pass SPDY upgrades or WebSockets. ' +
  'Or set `connect` to a mode that needs no port-forward: service, node-port, load-balancer or ingress.';

/** Returns the error for a cluster that cannot be reached for this reason. */
export const refusedPortForward = (cluster: string, reason: string): ClusterError =>
  new ClusterError(`Virtual cluster ${cluster}: ${reason}.`, { hint: HINT });
