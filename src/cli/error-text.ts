import { ClusterError, InputError } from '../core/errors.ts';
import { apiMessage } from '../core/kube.ts';

/** An error for a terminal. Ours say all there is to say; of others the words of the host, or of the system, count. */
export const errorText = (error: unknown): string =>
  error instanceof ClusterError || error instanceof InputError ? error.message : apiMessage(error);
