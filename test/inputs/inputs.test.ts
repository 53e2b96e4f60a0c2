import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { InputError } from '../../src/core/errors.ts';
import { type Inputs, readInputs } from '../../src/inputs/inputs.ts';
import { hostKubeconfig } from '../action/support/fake-host.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';

/** Reads inputs as the action does. */
const read = (given: Record<string, string> = {}): Inputs => {
  const inputs: Record<string, string> = { 'host-kubeconfig': hostKubeconfig, ...given };
  return readInputs({
    getInput: (name) => inputs[name] ?? '',
    env: { HOME: '/nonexistent' },
    defaultName: 'ci-42',
  });
};

function problemsOf(given: Record<string, string>): string[] {
  try {
    read(given);
    return [];
  } catch (error) {
    return (error as InputError).problems.map(({ input }) => input);
  }
}

test('with only a host, every input has its default', () => {
  const { specs, host, egress, ...own } = read();
  const [spec] = specs;
  expect(egress.ca).toBeUndefined();
  expect(specs).toHaveLength(1);
  expect(spec).toMatchObject({ name: 'ci-42', timeout: 300_000 });
  expect(host).toMatchObject({ origin: 'host-kubeconfig' });
  expect(own).toEqual({
    cleanup: 'always',
    cleanupFailure: 'warn',
    cleanupTimeout: 60_000,
    diagnostics: 'on-failure',
    exportKubeconfig: true,
    kubeconfigPath: undefined,
    helmPath: undefined,
    summary: true,
  });
});

test('ca-file is checked even if other inputs are invalid', () => {
  const problems = problemsOf({ 'ca-file': '/nowhere/ca.pem', name: 'Upper' });
  expect(problems).toEqual(['ca-file', 'name']);
  expect(problemsOf({ 'ca-file': 'https://ca.example' })).toEqual(['ca-file']);
});

test('values can come from a file', () => {
  const path = join(newRunnerTemp(), 'vcluster.yaml');
  writeFileSync(path, 'sync: { toHost: { ingresses: { enabled: true } } }');
  expect(read({ 'values-file': path }).specs[0]?.values).toHaveProperty(
    'sync.toHost.ingresses.enabled',
  );
});

test('problems in that file are reported for values-file', () => {
  const path = join(newRunnerTemp(), 'vcluster.yaml');
  writeFileSync(path, '- a list');
  expect(problemsOf({ 'values-file': path })).toEqual(['values-file']);
});

test('versions can come from a file, whose problems are reported without its text', () => {
  const path = join(newRunnerTemp(), 'versions.yaml');
  writeFileSync(path, 'k8s: {kubernetes: [1.33.13], vcluster: 0.31.0}');
  expect(read({ 'versions-file': path }).specs[0]?.versionsFile).toEqual({
    k8s: { kubernetes: ['1.33.13'], vcluster: '0.31.0' },
  });
  const unknown = { 'versions-file': path, 'kubernetes-version': '1.34' };
  expect(problemsOf(unknown)).toEqual(['kubernetes-version']);
  writeFileSync(path, 'password: secret');
  expect(problemsOf({ 'versions-file': path })).toEqual(['versions-file']);
  expect(() => read({ 'versions-file': path })).not.toThrow(/secret/);
});

test.each([
  [{ 'host-kubeconfig-path': '/also' }, ['host-kubeconfig']],
  [{ values: 'a: 1', 'values-file': import.meta.filename }, ['values', 'values-file']],
  [{ summary: 'yes' }, ['summary']],
  [{ 'helm-path': 'helm" --debug "' }, ['helm-path']],
  [{ 'kubeconfig-path': 'a\nb' }, ['kubeconfig-path']],
  [{ 'kubeconfig-path': `${import.meta.filename}/below` }, ['kubeconfig-path']],
  [{ 'kubeconfig-path': 'a-new-folder/' }, ['kubeconfig-path']],
  [{ 'values-file': '/dev/zero' }, ['values-file']],
  [{ 'host-kubeconfig': '', 'host-kubeconfig-path': '/dev/zero' }, ['host-kubeconfig-path']],
  [
    { name: 'Upper', lease: '1s', 'cleanup-failure': 'ignore' },
    ['name', 'lease', 'cleanup-failure'],
  ],
])('%j has problems in %j', (given: Record<string, string>, names) => {
  expect(problemsOf(given)).toEqual(names);
});

describe('several clusters', () => {
  const of = (given: Record<string, string>) =>
    read(given).specs.map(({ name, kubernetesVersion }) => `${name} ${kubernetesVersion}`);

  test.each([
    ['1.33, v1.34.4 stable', ['ci-42-1 1.33', 'ci-42-2 v1.34.4', 'ci-42-3 stable']],
    ['1.33\n1.34\n', ['ci-42-1 1.33', 'ci-42-2 1.34']],
    ['1.34,', ['ci-42 1.34']],
    ['["1.33.13","1.34.4"]', ['ci-42-1 1.33.13', 'ci-42-2 1.34.4']],
  ])('%j gives one cluster for each version', (versions, clusters) => {
    expect(of({ 'kubernetes-version': versions })).toEqual(clusters);
  });

  test('supported gives one cluster for each minor that the Kubernetes project has not ended', () => {
    const path = join(newRunnerTemp(), 'versions.json');
    writeFileSync(path, '{"k8s": {"kubernetes": ["1.28.2", "1.98.3", "1.98.4", "1.99.0"]}}');
    expect(of({ 'kubernetes-version': 'supported', 'versions-file': path })).toEqual([
      'ci-42-1 1.99.0',
      'ci-42-2 1.98.4',
    ]);
    // Of the distro eks, it has ended all.
    const ended = { 'kubernetes-version': 'supported', distro: 'eks' };
    expect(problemsOf(ended)).toEqual(['kubernetes-version']);
    expect(() => read(ended)).toThrow(/has ended all versions of this distro/);
  });

  test('count gives several clusters of one version', () => {
    expect(of({ count: '2', 'kubernetes-version': '1.33' })).toEqual([
      'ci-42-1 1.33',
      'ci-42-2 1.33',
    ]);
  });

  test.each([
    [{ count: '0' }, ['count']],
    [{ count: '21' }, ['count']],
    [{ count: '1e1' }, ['count']],
    [{ count: '2', 'kubernetes-version': '1.33,1.34' }, ['count']],
    [{ 'kubernetes-version': Array(21).fill('1.34').join() }, ['kubernetes-version']],
    [{ 'kubernetes-version': '1.34,nonsense,1.33' }, ['kubernetes-version']],
    [{ count: '2', namespace: 'ci-1' }, ['namespace']],
    // Reported once, not once for each cluster.
    [{ count: '3', timeout: 'soon' }, ['timeout']],
    [{ count: '2', connect: 'ingress', endpoint: 'a.example.com' }, ['endpoint']],
    [{ count: '2', name: 'a'.repeat(39) }, ['name', 'name']],
  ])('%j has problems in %j', (given: Record<string, string>, names) => {
    expect(problemsOf(given)).toEqual(names);
  });
});

test('an empty input counts as not given', () => {
  expect(read({ namespace: '', 'helm-path': '' })).toMatchObject({
    specs: [{ namespaces: [] }],
    helmPath: undefined,
  });
});
