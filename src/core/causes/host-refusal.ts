import { ApiException } from '@kubernetes/client-node';
import { ClusterError } from '../errors.ts';
import { apiMessage } from '../kube/clients.ts';
import { causeOf, type Step } from './causes.ts';

/** Returns the error, with its hint, for a failed call to the host cluster's API. `what` says what failed: "Could not create …". */
export function refusal(what: string, error: unknown, step: Step = stepOf(error)): ClusterError {
  const why = apiMessage(error);
  const { hint } = causeOf({ step, why });
  return new ClusterError(`${what}: ${why}`, { hint, cause: error });
}

const stepOf = (error: unknown): Step =>
  error instanceof ApiException && error.code !== 401 ? 'admission' : 'access';
