import { expect, test } from '@jest/globals';
import { acrossNamespaces } from '../../src/cli/find-clusters.ts';
import { chooseHost } from '../../src/host-cluster/choose-host.ts';
import { hostKubeconfig } from '../action/support/fake-host.ts';
import { apiException } from '../support/fake-kube.ts';

/** The search sends no request. */
const host = chooseHost({ 'host-kubeconfig': hostKubeconfig }, {}).hostCluster;
const forbidden = () => Promise.reject(apiException(403));

test('without the right to search all namespaces, the hint names --namespace', async () => {
  await expect(acrossNamespaces(host, async () => forbidden(), undefined)).rejects.toMatchObject({
    message: expect.stringContaining('Could not search all namespaces'),
    hint: expect.stringContaining('--namespace'),
  });
});

test('without the right to search the given namespace, the error of the host is thrown', async () => {
  await expect(acrossNamespaces(host, async () => forbidden(), ['ci'])).rejects.toMatchObject({
    code: 403,
  });
});
