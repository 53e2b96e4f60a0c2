import { expect, test } from '@jest/globals';
import {
  checkCopiedSecrets,
  checkPullSecrets,
} from '../../../src/core/preflight/pull-secret-check.ts';
import { apiException } from '../../support/fake-kube.ts';
import { createSubject } from '../../support/subject.ts';

const CREDENTIALS = 'kubernetes.io/dockerconfigjson';

/**
 * Checks the Secrets `here` in namespace `ci` and `there` in namespace `team`. Each has the given type, or reading it
 * fails with the given HTTP status.
 */
async function check(here: string | number, there: string | number) {
  const readNamespacedSecret = async ({ name }: { name: string }) => {
    const found = name === 'here' ? here : there;
    if (typeof found === 'number') throw apiException(found, 'no');
    return { type: found };
  };
  const imagePullSecrets = [{ name: 'here' }, { name: 'there', namespace: 'team' }];
  const subject = createSubject({ core: { readNamespacedSecret } }, { imagePullSecrets });
  return { local: await checkPullSecrets(subject), copied: await checkCopiedSecrets(subject) };
}

test('Secrets with credentials are ok', async () => {
  expect(await check(CREDENTIALS, CREDENTIALS)).toEqual({
    local: [{ state: 'ok', detail: 'Secret here in namespace ci' }],
    copied: [{ state: 'ok', detail: 'Secret there in namespace team' }],
  });
});

test('a missing Secret, or one of another type, is a problem of the input', async () => {
  const { local, copied } = await check(404, 'Opaque');
  expect(local).toMatchObject([
    {
      state: 'problem',
      input: 'image-pull-secret',
      detail: 'Secret here in namespace ci does not exist',
    },
  ]);
  expect(copied).toMatchObject([
    { state: 'problem', detail: expect.stringMatching(/has type Opaque, not kubernetes/) },
  ]);
});

test('a Secret that cannot be read is unknown in the same namespace, and a problem if it must be copied', async () => {
  const { local, copied } = await check(403, 403);
  expect(local).toMatchObject([{ state: 'unknown' }]);
  expect(copied).toMatchObject([
    { state: 'problem', detail: 'Secret there in namespace team cannot be read: no' },
  ]);
});

test('without Secrets there are no findings', async () => {
  const subject = createSubject({});
  expect(await checkPullSecrets(subject)).toEqual([]);
  expect(await checkCopiedSecrets(subject)).toEqual([]);
});
