import { ApiException } from '@kubernetes/client-node';
import type { Kube } from '../../src/core/kube/clients.ts';

type Fakes = { [K in keyof Kube]?: Partial<Kube[K]> };

/** Clients that know only the given calls; any other is a TypeError in the test. */
export const fakeKube = (fakes: Fakes): Kube => fakes as Kube;

/** What client-node throws for an answer of the API server that is no success. */
export function apiException(code: number, message = `HTTP ${code}`): ApiException<string> {
  return new ApiException(code, message, JSON.stringify({ kind: 'Status', code, message }), {});
}
