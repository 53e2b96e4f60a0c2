import { expect, test } from '@jest/globals';
import { refusal } from '../../../src/core/causes/host-refusal.ts';
import { ClusterError } from '../../../src/core/errors.ts';
import { apiException } from '../../support/fake-kube.ts';

test.each([
  ['the host rejects the request', apiException(403, 'exceeded quota: small'), 'ResourceQuota'],
  ['the host denies access', apiException(401, 'Unauthorized'), 'Renew'],
  ['the host cannot be reached', new TypeError('fetch failed'), 'can reach that address'],
])('if %s, the error has what failed, why, and the hint', (_, cause, hint) => {
  const error = refusal('Could not do it', cause);
  expect(error).toBeInstanceOf(ClusterError);
  expect(error).toMatchObject({
    summary: expect.stringMatching(/^Could not do it: ./),
    hint: expect.stringContaining(hint),
    cause,
  });
});
