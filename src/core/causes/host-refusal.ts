import { ApiException } from '@kubernetes/client-node';
import { ClusterError } from '../errors.ts';
import { apiMessage } from '../kube/clients.ts';
import { causeOf, type Step } from './causes.ts';

/** The error for a call of the host's API that failed, with its hint. `what` says what was to be done. */
export function refusal(what: string, error: unknown, step: Step = stepOf(error)): ClusterError {
  const why = apiMessage(error);
  const { hint } = causeOf({ step, why });
  return new ClusterError(`${what}: ${why}`, { hint, cause: error });
}

const stepOf = (error: unknown): Step =>
  error instanceof ApiException && error.code !== 401 ? 'admission' : 'access';
