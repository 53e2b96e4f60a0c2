import { ApiException } from '@kubernetes/client-node';
import { InputError } from '../core/errors.ts';
import { apiMessage } from '../core/kube/clients.ts';

/** Contents of a workshop that no cluster accepts: a second attempt, or another seat, fails in the same way. */
export const invalidContents = (input: 'manifests' | 'charts', message: string): InputError =>
  new InputError(
    [{ input, allowed: 'valid', message: `${input}: ${message}` }],
    'the clusters in progress are deleted again, and no others are created',
  );

const BAD_REQUEST = 400;
const UNPROCESSABLE = 422;

/** Server-side apply answers 500 if an object does not fit the schema of its kind. */
const MISFIT = 'failed to create typed patch object';

/** Whether the API server finds the object itself wrong, in whatever state the cluster is. */
export const isInvalid = (error: unknown): boolean =>
  error instanceof ApiException &&
  ([BAD_REQUEST, UNPROCESSABLE].includes(error.code) || apiMessage(error).includes(MISFIT));

/** Messages of the same errors of an API server in the output of helm, and of helm's own about templates and values. */
const REASONS = [
  ...['is invalid: ', 'strict decoding error', 'unknown field ', MISFIT],
  ...[
    "values don't meet the specifications",
    'execution error at ',
    'parse error',
    'error calling ',
  ],
];

export const isInvalidChart = (reason: string): boolean =>
  REASONS.some((it) => reason.includes(it));
