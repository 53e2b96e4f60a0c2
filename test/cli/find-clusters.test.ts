import { expect, test } from '@jest/globals';
import { acrossNamespaces } from '../../src/cli/find-clusters.ts';
import { apiException } from '../support/fake-kube.ts';

const forbidden = () => Promise.reject(apiException(403));

test('who may not look in all namespaces is told how to look in one', async () => {
  await expect(acrossNamespaces(forbidden(), undefined)).rejects.toMatchObject({
    message: expect.stringContaining('Could not look in all namespaces'),
    hint: expect.stringContaining('--namespace'),
  });
});

test('who did so, and may not either, hears what the host says', async () => {
  await expect(acrossNamespaces(forbidden(), ['ci'])).rejects.toMatchObject({ code: 403 });
});
