import type { ConnectionMode } from '../plan/connection-mode.ts';

/** Where something else than the cluster answers, or ends TLS before it. */
const ANSWERED_BY_ANOTHER = /certificate|altnames|^HTTP [45]/i;

/** Why an address does not lead to the cluster yet, for a person. */
export function describeTrouble(reason: string, mode: ConnectionMode): string {
  if (mode !== 'ingress' || !ANSWERED_BY_ANOTHER.test(reason)) return reason;
  return (
    `${reason} (the ingress controller has to pass TLS through to the cluster; ingress-nginx does that only with ` +
    '--enable-ssl-passthrough, others want annotations that `values` can set in controlPlane.ingress)'
  );
}
