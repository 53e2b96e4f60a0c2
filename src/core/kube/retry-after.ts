import { ApiException } from '@kubernetes/client-node';
import { parseRetryAfter } from '../backoff.ts';

/** Returns the pause that the host cluster asks for in an error answer, in milliseconds; 0 if it asks for none. */
export const retryAfterOf = (error: unknown, now: number): number =>
  error instanceof ApiException ? parseRetryAfter(error.headers['retry-after'], now) : 0;
