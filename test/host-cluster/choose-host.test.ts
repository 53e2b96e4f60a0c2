import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { InputError } from '../../src/core/errors.ts';
import { chooseHost, planHost } from '../../src/host-cluster/choose-host.ts';
import { exportedVariables } from '../../src/outputs/exported-kubeconfig.ts';
import { hostKubeconfig, kubeconfigFor } from '../action/support/fake-host.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';

const NOWHERE = { HOME: '/nonexistent' };

function fileWith(server: string): string {
  const path = join(newRunnerTemp(), 'config');
  writeFileSync(path, kubeconfigFor(server));
  return path;
}

const serverOf = ({ hostCluster }: ReturnType<typeof chooseHost>) =>
  hostCluster.getCurrentCluster()?.server;

test('an input overrides the environment', () => {
  const env = { ...NOWHERE, KUBECONFIG: fileWith('https://environment') };
  const path = fileWith('https://input');
  expect(serverOf(chooseHost({ 'host-kubeconfig-path': path }, env))).toBe('https://input');
  expect(serverOf(chooseHost({}, env))).toBe('https://environment');
});

test('a second cluster in a job is created on the host, not in the first cluster', () => {
  const env = { ...NOWHERE, KUBECONFIG: fileWith('https://host') };
  const virtual = fileWith('https://virtual');
  const later = { ...env, ...Object.fromEntries(exportedVariables(virtual, env)) };
  expect(later.KUBECONFIG).toBe(virtual);
  expect(serverOf(chooseHost({}, later))).toBe('https://host');
  const third = { ...later, ...Object.fromEntries(exportedVariables('/third', later)) };
  expect(serverOf(chooseHost({}, third))).toBe('https://host');
});

test('a KUBECONFIG that the job sets afterwards is used', () => {
  const env = Object.fromEntries(exportedVariables('/virtual', NOWHERE));
  expect(serverOf(chooseHost({}, { ...env, KUBECONFIG: fileWith('https://new') }))).toBe(
    'https://new',
  );
});

test.each([
  [{}, { because: expect.stringContaining('tried $KUBECONFIG, ~/.kube/config') }],
  [{ host: 'auto', 'host-version': '1.36.1' }, { version: '1.36.1' }],
  [{ host: 'runner' }, { version: undefined }],
  [{ host: 'runner', 'host-version': '1.36.1' }, { version: '1.36.1' }],
])(
  'where no host cluster is, %j makes one on this machine',
  (raw: Record<string, string>, plan) => {
    expect(planHost(raw, NOWHERE)).toMatchObject({ runner: true, ...plan });
  },
);

const USED: Record<string, string>[] = [
  {},
  { host: 'auto', 'host-version': '1.36.1' },
  { host: 'existing' },
];

test.each(USED)('%j uses the host cluster that is there', (raw) => {
  const host = planHost(raw, { ...NOWHERE, KUBECONFIG: fileWith('https://host') });
  expect(host).toMatchObject({ origin: expect.any(String) });
});

test.each([
  [{ host: 'existing' }, NOWHERE, ['host-kubeconfig']],
  [{ host: 'existing', 'host-version': '1.36.1' }, NOWHERE, ['host-version']],
  [{ 'host-context': 'one' }, NOWHERE, ['host-kubeconfig']],
  [{ 'host-kubeconfig-path': '/no/file' }, NOWHERE, ['host-kubeconfig-path']],
  // Named, so that a host cluster on this machine would hide the mistake.
  [{}, { ...NOWHERE, KUBECONFIG: '/no/file' }, ['host-kubeconfig']],
  [
    { host: 'runner', 'host-kubeconfig': hostKubeconfig, 'host-context': 'one' },
    NOWHERE,
    ['host-kubeconfig', 'host-context'],
  ],
])('%j with %j is refused', (raw: Record<string, string>, env: NodeJS.ProcessEnv, inputs) => {
  let error: unknown;
  try {
    planHost(raw, env);
  } catch (thrown) {
    error = thrown;
  }
  expect((error as InputError).problems.map(({ input }) => input)).toEqual(inputs);
});

test('host-context selects a context', () => {
  const { hostCluster } = chooseHost(
    { 'host-kubeconfig': hostKubeconfig, 'host-context': 'two' },
    NOWHERE,
  );
  expect(hostCluster.getCurrentUser()?.name).toBe('other');
});

test.each([
  [{}, 'No host cluster found (tried $KUBECONFIG, ~/.kube/config, the service account of a pod)'],
  [{ 'host-kubeconfig': 'apiVersion: v1' }, 'a kubeconfig with a cluster in it'],
  [{ 'host-kubeconfig': '~/.kube/config' }, 'set host-kubeconfig-path to its path'],
  [{ 'host-kubeconfig': '%%%' }, 'the text of a kubeconfig'],
  [{ 'host-kubeconfig-path': '/no/file' }, '"/no/file" was given; it must be a kubeconfig file'],
  [{ 'host-kubeconfig': hostKubeconfig, 'host-context': 'no' }, 'host-kubeconfig: one, two'],
  [
    { 'host-kubeconfig': hostKubeconfig.replace(/(current-context"?: *"?)one/, '$1gone') },
    'host-kubeconfig: must be a kubeconfig with a current context that exists; set host-context to one of its contexts: one, two',
  ],
  [
    { 'host-kubeconfig': 'clusters: [{ name: a, cluster: {} }]', 'host-context': 'one' },
    'host-kubeconfig: must be a kubeconfig with a context',
  ],
])('%j is an error with a reason', (raw: Record<string, string>, reason) => {
  expect(() => chooseHost(raw, NOWHERE)).toThrow(reason);
});

test.each([
  ['https://10.0.0.1:443', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, true],
  ['https://kubernetes.default.svc', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, true],
  ['https://elsewhere:6443', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, false],
  ['https://kubernetes.default.svc', {}, false],
])('%s with %j is inside the host: %s', (server, pod: NodeJS.ProcessEnv, inside) => {
  const path = fileWith(server);
  expect(chooseHost({ 'host-kubeconfig-path': path }, pod).insideHost).toBe(inside);
});
