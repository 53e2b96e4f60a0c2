import { expect, test } from '@jest/globals';
import { acrossNamespaces } from '../../src/cli/find-clusters.ts';
import { apiException } from '../support/fake-kube.ts';

const forbidden = () => Promise.reject(apiException(403));

test('without the right to search all namespaces, the hint names --namespace', async () => {
  await expect(acrossNamespaces(forbidden(), undefined)).rejects.toMatchObject({
    message: expect.stringContaining('Could not search all namespaces'),
    hint: expect.stringContaining('--namespace'),
  });
});

test('without the right to search the given namespace, the error of the host is thrown', async () => {
  await expect(acrossNamespaces(forbidden(), ['ci'])).rejects.toMatchObject({ code: 403 });
});
