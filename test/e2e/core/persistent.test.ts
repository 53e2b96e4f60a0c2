import { expect, jest, test } from '@jest/globals';
import { controlPlaneSelector } from '../../../src/core/cluster/labels.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { eventually } from '../../support/eventually.ts';
import { newFolder } from '../../support/folder.ts';
import { kubectlFor } from '../support/cluster/kubectl.ts';
import { uniqueName } from '../support/host/host-view.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(300_000);

/** A volume on the node, for claims of the class of that name. The host of the tests makes no volumes itself. */
async function volumeOn({ kube: { core } }: TestHost): Promise<AsyncDisposable & { name: string }> {
  const folder = await newFolder();
  const name = uniqueName('volume');
  await core.createPersistentVolume({
    body: {
      metadata: { name },
      spec: {
        capacity: { storage: '5Gi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: name,
        persistentVolumeReclaimPolicy: 'Retain',
        hostPath: { path: folder.path },
      },
    },
  });
  return {
    name,
    async [Symbol.asyncDispose]() {
      await core.deletePersistentVolume({ name });
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('objects on a volume outlive the pod, and the tunnel connects to the next one', async () => {
  // The chart makes a StatefulSet then, which the users of deploy/rbac cannot.
  await using host = await openTestHost({ as: 'cluster-admin' });
  await using volume = await volumeOn(host);
  const volumeClaim = { enabled: true, storageClass: volume.name };
  const values = { controlPlane: { statefulSet: { persistence: { volumeClaim } } } };
  await using cluster = await createCluster(host.runtime, host.spec({ values }));
  const { name, namespace, kubeconfig } = cluster;
  const { run } = kubectlFor(host.tools.kubectl, kubeconfig);
  expect(await run(['create', 'configmap', 'kept'])).toMatchObject({ code: 0 });
  const uids = async () => {
    const labelSelector = controlPlaneSelector(name);
    const { items } = await host.kube.core.listNamespacedPod({ namespace, labelSelector });
    return items.map(({ metadata }) => metadata?.uid);
  };
  const before = await uids();
  await host.kube.core.deleteNamespacedPod({ name: `${name}-0`, namespace });
  const after = await eventually(uids, (found) => found.some((uid) => !before.includes(uid)));
  expect(after).not.toEqual(before);
  expect(await run(['get', 'configmap', 'kept', '--output=name'])).toMatchObject({
    code: 0,
    stdout: 'configmap/kept\n',
  });
  expect(await cluster.delete()).toMatchObject({ state: 'deleted', leftovers: [] });
});
