import { ApiException } from '@kubernetes/client-node';
import type { Kube } from '../../src/core/kube/clients.ts';

type Fakes = { [K in keyof Kube]?: Partial<Kube[K]> };

/** Clients with only the given calls; any other call is a TypeError in the test. */
export const fakeKube = (fakes: Fakes): Kube => fakes as Kube;

/** The error that client-node throws when the API server does not answer with a 2xx. */
export function apiException(code: number, message = `HTTP ${code}`): ApiException<string> {
  return new ApiException(code, message, JSON.stringify({ kind: 'Status', code, message }), {});
}
