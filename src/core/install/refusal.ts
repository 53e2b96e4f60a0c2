import type { V1Status } from '@kubernetes/client-node';

/** The answer to a request that does not reach the host cluster. */
export type Refusal = V1Status & { code: number };

/** Returns an answer as the API server gives it, so that helm reports its message. */
export const refusal = (code: number, reason: string, message: string): Refusal => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason,
  code,
  message,
});
