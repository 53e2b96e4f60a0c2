import { expect, test } from '@jest/globals';
import { refusal } from '../../../src/core/causes/host-refusal.ts';
import { ClusterError } from '../../../src/core/errors.ts';
import { apiException } from '../../support/fake-kube.ts';

test.each([
  ['the host refuses it', apiException(403, 'exceeded quota: small'), 'ResourceQuota'],
  ['the host does not let us in', apiException(401, 'Unauthorized'), 'Renew'],
  ['the host is not to be reached', new TypeError('fetch failed'), 'reaches that address'],
])('what was to be done, why it failed and the hint are told where %s', (_, cause, hint) => {
  const error = refusal('Could not do it', cause);
  expect(error).toBeInstanceOf(ClusterError);
  expect(error).toMatchObject({
    summary: expect.stringMatching(/^Could not do it: ./),
    hint: expect.stringContaining(hint),
    cause,
  });
});
