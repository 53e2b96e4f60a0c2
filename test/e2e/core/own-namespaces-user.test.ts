import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createCluster } from '../../../src/core/create/create.ts';
import { apiMessage, type Kube, kubeOf, orUndefined } from '../../../src/core/kube/clients.ts';
import { eventually } from '../../support/eventually.ts';
import { runProgram } from '../../support/program.ts';
import { MISUSES, makeTargets, stateOfTargets } from '../support/faults/misuses.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(180_000);

let host: TestHost;
/** The user of `own-namespaces.yaml`. */
let user: Kube;
/** A namespace of another user. */
let namespace: string;
let before: unknown;

beforeAll(async () => {
  host = await openTestHost();
  user = kubeOf(host.runtime.hostCluster);
  namespace = await host.namespace();
  await makeTargets(host.kube, namespace);
  before = await stateOfTargets(host.kube, namespace);
  // The API server takes a moment until it enforces a new policy.
  const probe = { metadata: { generateName: 'probe-' } };
  const reason = await eventually(
    () => reasonOf(user.core.createNamespacedConfigMap({ namespace, body: probe })),
    (answer) => answer !== 'allowed',
  );
  expect(reason).toContain(refusalFor(namespace));
});
afterAll(async () => host?.[Symbol.asyncDispose]());

const reasonOf = (request: Promise<unknown>): Promise<string> =>
  request.then(() => 'allowed', apiMessage);

const refusalFor = (object: string): string =>
  `changes only namespaces with the label ephemeral-vcluster/id, which are created for virtual clusters; ${object} has no such label`;

test.each(MISUSES)('the policy refuses: $what', async ({ attempt }) => {
  expect(await reasonOf(attempt(user, namespace))).toContain(refusalFor(namespace));
  expect(await stateOfTargets(host.kube, namespace)).toEqual(before);
});

test('the policy refuses: run a program in a pod', async () => {
  const exec = ['--namespace', namespace, 'exec', 'theirs', '--', 'id'];
  const args = ['--kubeconfig', host.kubeconfig, ...exec];
  const { exitCode, stderr } = await runProgram(host.tools.kubectl, args);
  expect(stderr).toContain(refusalFor(namespace));
  expect(exitCode).not.toBe(0);
});

test('the policy refuses: create a namespace without the label of a cluster', async () => {
  const { name } = host.spec();
  const body = { metadata: { name } };
  expect(await reasonOf(user.core.createNamespace({ body }))).toContain(refusalFor(name));
  expect(await orUndefined(host.kube.core.readNamespace({ name }))).toBeUndefined();
});

test('a cluster of this user is created and deleted without a warning', async () => {
  await using cluster = await createCluster(host.runtime, host.spec());
  expect((await cluster.delete()).state).toBe('deleted');
  expect(host.log.lines.filter((line) => line.startsWith('warning'))).toEqual([]);
});

test('a cluster in a namespace of another user is refused before anything is made', async () => {
  const refused = createCluster(host.runtime, host.spec({ namespaces: [namespace] }));
  await expect(refused).rejects.toThrow(refusalFor(namespace));
  expect(await stateOfTargets(host.kube, namespace)).toEqual(before);
});
