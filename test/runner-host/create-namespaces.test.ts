import { expect, test } from '@jest/globals';
import { ApiException, type CoreV1Api } from '@kubernetes/client-node';
import { createNamespaces } from '../../src/runner-host/create-namespaces.ts';

const apiError = (code: number) => new ApiException(code, 'refused', '', {});

/** An API server with the namespace `there`, where `forbidden` must not be created. */
function fakeCore() {
  const created: (string | undefined)[] = [];
  const core: Partial<CoreV1Api> = {
    createNamespace: async ({ body }) => {
      const name = body.metadata?.name;
      if (name === 'there') throw apiError(409);
      if (name === 'forbidden') throw apiError(403);
      created.push(name);
      return body;
    },
  };
  return { core: core as CoreV1Api, created };
}

test('creates the namespaces that do not exist', async () => {
  const { core, created } = fakeCore();
  await createNamespaces({ core }, ['one', 'there', 'two']);
  expect(created).toEqual(['one', 'two']);
});

test('any other answer is an error', async () => {
  const { core } = fakeCore();
  await expect(createNamespaces({ core }, ['forbidden'])).rejects.toMatchObject({ code: 403 });
});
