import { expect, test } from '@jest/globals';
import type { V1Secret } from '@kubernetes/client-node';
import { CLUSTER_ID } from '../../../src/core/cluster/labels.ts';
import { ClusterError } from '../../../src/core/errors.ts';
import { copyPullSecrets } from '../../../src/core/install/pull-secrets.ts';
import { LEASE_NAME } from '../../../src/core/lease/lease.ts';
import { pullSecretNames } from '../../../src/core/spec/fields.ts';
import { apiException, fakeKube } from '../../support/fake-kube.ts';
import { createRef } from '../../support/ref.ts';

const ref = createRef();
const lease = { uid: 'lease-uid', since: 0, lease: 1, ttl: 1 };
const SECRETS = [{ name: 'here' }, { name: 'there', namespace: 'team' }];
const data = { '.dockerconfigjson': 'e30=' };
const source: V1Secret = {
  type: 'kubernetes.io/dockerconfigjson',
  data,
  metadata: { name: 'there', namespace: 'team', resourceVersion: '7' },
};

/** Returns a host cluster with these Secrets, by `NAMESPACE/NAME`. */
function hostWith(secrets: Record<string, V1Secret>) {
  const kube = fakeKube({
    core: {
      readNamespacedSecret: async ({ name, namespace }) => {
        const found = secrets[`${namespace}/${name}`];
        if (!found) throw apiException(404, `secrets "${name}" not found`);
        return found;
      },
      createNamespacedSecret: async ({ namespace, body }) => {
        const key = `${namespace}/${body.metadata?.name}`;
        if (secrets[key]) throw apiException(409, 'it exists');
        secrets[key] = body;
        return body;
      },
    },
  });
  return { secrets, copy: () => copyPullSecrets(kube, ref, SECRETS, lease) };
}

test("a secret of another namespace gets a name with the cluster's name, others keep their name", () => {
  expect(pullSecretNames('ci-1', SECRETS)).toEqual(['here', 'ci-1-pull-2']);
});

test('a copy contains only the credentials, and the lease owns it', async () => {
  const host = hostWith({ 'team/there': source });
  await host.copy();
  expect(Object.keys(host.secrets)).toEqual(['team/there', 'ci/ci-1-pull-2']);
  expect(host.secrets['ci/ci-1-pull-2']).toEqual({
    type: source.type,
    data,
    metadata: {
      name: 'ci-1-pull-2',
      labels: expect.objectContaining({ [CLUSTER_ID]: ref.id }),
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: LEASE_NAME, uid: lease.uid }],
    },
  });
});

test('a retry succeeds if the first attempt created the copy', async () => {
  const host = hostWith({ 'team/there': source });
  await host.copy();
  await host.copy();
});

test('a Secret of another user with that name is an error and is not changed', async () => {
  const host = hostWith({ 'team/there': source, 'ci/ci-1-pull-2': { metadata: {} } });
  await expect(host.copy()).rejects.toThrow('Could not create Secret ci-1-pull-2 in namespace ci');
  expect(host.secrets['ci/ci-1-pull-2']).toEqual({ metadata: {} });
});

test('the error for a missing Secret names it', async () => {
  const copied = hostWith({}).copy();
  await expect(copied).rejects.toBeInstanceOf(ClusterError);
  await expect(copied).rejects.toThrow('Could not read Secret there in namespace team');
});
