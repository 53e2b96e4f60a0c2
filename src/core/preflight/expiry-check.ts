import type { Answer, Check, PreflightInput } from './finding.ts';

/** Whether the credentials of the host last as long as the cluster may. */
export const checkExpiry: Check<PreflightInput> = async ({ expiry, spec }) => {
  if (!expiry) return [];
  const expires = `the ${expiry.what} of the host kubeconfig expires at ${timeOf(expiry.at)}`;
  if (expiry.at >= Date.now() + spec.ttl) return [{ state: 'ok', detail: expires }];
  return [{ ...WARNING, detail: `${expires}, which is before the ttl of the cluster ends` }];
};

const WARNING: Pick<Answer, 'state' | 'hint'> = {
  state: 'warning',
  hint:
    'From then on the lease is not renewed, so the cluster is deleted within `lease`, and the clean-up is refused. ' +
    'Set `ttl` to less than that if the job is shorter. Otherwise use credentials that last longer or are renewed: ' +
    'a kubeconfig with a credential plugin (`exec`) or a `tokenFile`.',
};

const timeOf = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
