import { expect, jest, test } from '@jest/globals';
import { createCluster } from '../../../src/core/create/create.ts';
import { InputError } from '../../../src/core/errors.ts';
import { orUndefined } from '../../../src/core/kube/clients.ts';
import { eventually } from '../../support/eventually.ts';
import { newRef } from '../../support/ref.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(180_000);

const namespaceOf = (host: TestHost, name: string) =>
  orUndefined(host.kube.core.readNamespace({ name }));

test('an image that does not exist is named in the error, and nothing of the cluster remains', async () => {
  await using host = await openTestHost();
  // At an address without a listener, because a registry may take long to refuse.
  const image = { registry: '127.0.0.1:1', tag: 'no-such-tag' };
  const values = { controlPlane: { statefulSet: { image } } };
  const spec = host.spec({ values, timeout: 20_000 });
  await expect(createCluster(host.runtime, spec)).rejects.toThrow(
    /cannot pull image 127\.0\.0\.1:1\/loft-sh\/vcluster-oss:no-such-tag/,
  );
  const left = await eventually(
    () => namespaceOf(host, `vcluster-${spec.name}`),
    (namespace) => namespace === undefined,
  );
  expect(left).toBeUndefined();
});

test('a mirror without the images is reported as the cause within seconds, with the full name of the image', async () => {
  await using host = await openTestHost();
  // An address without a listener: a mirror that lacks the image answers as quickly.
  const imageRegistry = '127.0.0.1:1/mirror';
  const spec = host.spec({ imageRegistry, timeout: 60_000 });
  const start = Date.now();
  await expect(createCluster(host.runtime, spec)).rejects.toThrow(
    /cannot pull image 127\.0\.0\.1:1\/mirror\/loft-sh\/(kubernetes:v1\.\d+\.\d+|vcluster-oss:0\.\d+\.\d+)/,
  );
  expect(Date.now() - start).toBeLessThan(45_000);
});

test('a job that is cancelled while it waits reports what it waits for, and nothing of the cluster remains', async () => {
  await using host = await openTestHost();
  const job = new AbortController();
  const runtime = { ...host.runtime, signal: job.signal };
  const ref = newRef(host.spec());
  const made = createCluster(runtime, host.spec({ name: ref.name }), ref);
  const outcome = expect(made).rejects.toThrow(/was cancelled while waiting/);
  await eventually(
    async () => host.log.lines,
    (lines) => lines.includes('group: Wait for the control plane'),
  );
  job.abort();
  await outcome;
  const left = await eventually(
    () => namespaceOf(host, ref.namespace),
    (namespace) => namespace === undefined,
  );
  expect(left).toBeUndefined();
});

test('values that the chart does not know are rejected before anything is created', async () => {
  await using host = await openTestHost();
  const spec = host.spec({ values: { controlplane: {} } });
  const refused = createCluster(host.runtime, spec);
  await expect(refused).rejects.toThrow(InputError);
  await expect(refused).rejects.toMatchObject({ problems: [{ input: 'values: controlplane' }] });
  expect(await namespaceOf(host, `vcluster-${spec.name}`)).toBeUndefined();
});

test('a name that is taken is an error, and the cluster with that name stays unchanged', async () => {
  await using host = await openTestHost();
  const spec = host.spec();
  const name = `vcluster-${spec.name}`;
  await host.kube.core.createNamespace({ body: { metadata: { name } } });
  await expect(createCluster(host.runtime, spec)).rejects.toThrow(/Another cluster has this name/);
  expect((await namespaceOf(host, name))?.metadata?.deletionTimestamp).toBeUndefined();
});
