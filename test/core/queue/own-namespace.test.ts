import { expect, test } from '@jest/globals';
import type { V1Namespace } from '@kubernetes/client-node';
import { createNamespace } from '../../../src/core/queue/own-namespace.ts';
import { fakeKube } from '../../support/fake-kube.ts';
import { createRef } from '../../support/ref.ts';

const ref = createRef({ namespace: 'vcluster-ci-1', ownNamespace: true });

/** A host cluster that stores namespaces as `change` returns them. */
function hostThat(change: (labels: Record<string, string>) => Record<string, string>) {
  const deleted: unknown[] = [];
  const kube = fakeKube({
    core: {
      createNamespace: async ({ body }: { body: V1Namespace }) => {
        const labels = change(body.metadata?.labels ?? {});
        return { ...body, metadata: { ...body.metadata, uid: 'a-uid', labels } };
      },
      deleteNamespace: async ({ name, body }) => {
        deleted.push([name, body?.preconditions?.uid]);
        return {};
      },
    },
  });
  return { kube, deleted };
}

test('a namespace with more labels is used', async () => {
  const { kube, deleted } = hostThat((labels) => ({ ...labels, team: 'platform' }));
  await createNamespace(kube, ref);
  expect(deleted).toEqual([]);
});

test.each([
  [
    'overwrites',
    { 'app.kubernetes.io/managed-by': 'platform' },
    /label app.kubernetes.io\/managed-by is platform instead of ephemeral-vcluster/,
  ],
  ['removes', { 'ephemeral-vcluster/id': undefined }, /label ephemeral-vcluster\/id is not set/],
])('a host that %s labels gets no namespace, which no sweep would find', async (_, change, why) => {
  const { kube, deleted } = hostThat(
    (labels) => ({ ...labels, ...change }) as Record<string, string>,
  );
  await expect(createNamespace(kube, ref)).rejects.toMatchObject({
    summary: expect.stringMatching(why),
    hint: expect.stringContaining('webhook'),
  });
  expect(deleted).toEqual([['vcluster-ci-1', 'a-uid']]);
});
