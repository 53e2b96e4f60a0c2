import { expect, test } from '@jest/globals';
import {
  checkCopiedSecrets,
  checkPullSecrets,
} from '../../../src/core/preflight/pull-secret-check.ts';
import { apiException } from '../../support/fake-kube.ts';
import { createSubject } from '../../support/subject.ts';

const CREDENTIALS = 'kubernetes.io/dockerconfigjson';

/** What is found of `here` in namespace `ci`, and of `there` in `team`, each of a type or refused with a code. */
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

test('credentials that are there are fine', async () => {
  expect(await check(CREDENTIALS, CREDENTIALS)).toEqual({
    local: [{ state: 'ok', detail: 'Secret here of namespace ci' }],
    copied: [{ state: 'ok', detail: 'Secret there of namespace team' }],
  });
});

test('what is missing, or is something else, is a problem of the input', async () => {
  const { local, copied } = await check(404, 'Opaque');
  expect(local).toMatchObject([
    {
      state: 'problem',
      input: 'image-pull-secret',
      detail: 'Secret here of namespace ci does not exist',
    },
  ]);
  expect(copied).toMatchObject([
    { state: 'problem', detail: expect.stringMatching(/is of type Opaque, and not kubernetes/) },
  ]);
});

test('what may not be read cannot be copied, and may be there', async () => {
  const { local, copied } = await check(403, 403);
  expect(local).toMatchObject([{ state: 'unknown' }]);
  expect(copied).toMatchObject([
    { state: 'problem', detail: 'Secret there of namespace team cannot be read: no' },
  ]);
});

test('without Secrets there is nothing to say', async () => {
  const subject = createSubject({});
  expect(await checkPullSecrets(subject)).toEqual([]);
  expect(await checkCopiedSecrets(subject)).toEqual([]);
});
