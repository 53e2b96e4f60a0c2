import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';
import { ClusterError, type InputError, type InputProblem } from '../../src/core/errors.ts';
import { inOptions, inputName, optionName } from '../../src/library/option-names.ts';
import {
  ACTION_ALONE,
  clustersTexts,
  clusterTexts,
  sweepingTexts,
} from '../../src/library/option-texts.ts';
import { readClusterOptions, readSearchOptions } from '../../src/library/read-options.ts';
import { hostKubeconfig } from '../action/support/fake-host.ts';

const ENV = { HOME: '/nonexistent' };

const read = (options: object) =>
  readClusterOptions(clustersTexts, { hostKubeconfig, ...options }, ENV);

function problemsOf(options: object): readonly InputProblem[] {
  try {
    read(options);
    return [];
  } catch (error) {
    return (error as InputError).problems;
  }
}

const sentences = (options: object): string[] =>
  problemsOf(options).map(({ input, allowed }) => `${input}: ${allowed}`);

test('the options are the inputs of the action, except those that the library does not need', () => {
  const inputs = Object.keys(readActionManifest().inputs);
  expect(Object.keys(ACTION_ALONE).filter((name) => !inputs.includes(name))).toEqual([]);
  const options = Object.keys(clustersTexts).filter((name) => !['log', 'signal'].includes(name));
  expect(options.toSorted()).toEqual(
    inputs
      .filter((name) => !(name in ACTION_ALONE))
      .map(optionName)
      .toSorted(),
  );
  expect(Object.keys(clusterTexts)).toEqual(
    Object.keys(clustersTexts).filter((name) => name !== 'count'),
  );
});

test('an option has the name of its input in camel case', () => {
  expect(optionName('host-kubeconfig-path')).toBe('hostKubeconfigPath');
  expect(inputName('hostKubeconfigPath')).toBe('host-kubeconfig-path');
  expect(inputName('ttl')).toBe('ttl');
});

test('with only a host, every option has its default and the name is new each time', () => {
  const [one, two] = [read({}), read({})].map(({ specs }) => specs[0]);
  expect(one).toMatchObject({ kubernetesVersion: 'latest', namespaces: [], lease: 300_000 });
  expect(one?.name).toMatch(/^test-[0-9a-f]{8}$/);
  expect(two?.name).not.toBe(one?.name);
});

test('values of each type are read', () => {
  const { specs, cleanupTimeout, helmPath } = read({
    kubernetesVersion: '1.34',
    name: 'mine',
    namespace: ['ci-1', 'ci-2'],
    values: { sync: { toHost: { ingresses: { enabled: true } } } },
    imagePullSecret: 'pull, more',
    waitFor: 'dns',
    connect: 'tunnel',
    lease: '30s',
    preflight: false,
    sweep: undefined,
    cleanupTimeout: '5s',
    helmPath: '/opt/helm',
    log: console,
    signal: new AbortController().signal,
  });
  expect(specs).toEqual([
    expect.objectContaining({
      name: 'mine',
      kubernetesVersion: '1.34',
      namespaces: ['ci-1', 'ci-2'],
      values: { sync: { toHost: { ingresses: { enabled: true } } } },
      imagePullSecrets: [{ name: 'pull' }, { name: 'more' }],
      waitFor: 'dns',
      connect: 'tunnel',
      lease: 30_000,
      preflight: false,
      sweep: true,
    }),
  ]);
  expect({ cleanupTimeout, helmPath }).toEqual({ cleanupTimeout: 5_000, helmPath: '/opt/helm' });
});

test('values can be YAML', () => {
  const [spec] = read({ values: 'sync: {toHost: {ingresses: {enabled: true}}}' }).specs;
  expect(spec?.values).toEqual({ sync: { toHost: { ingresses: { enabled: true } } } });
});

test('several versions or a count give several clusters', () => {
  const versions = read({ kubernetesVersion: ['1.33', '1.34'], name: 'm' }).specs;
  expect(versions.map(({ name, kubernetesVersion }) => [name, kubernetesVersion])).toEqual([
    ['m-1', '1.33'],
    ['m-2', '1.34'],
  ]);
  expect(read({ count: 3 }).specs).toHaveLength(3);
});

test('one error contains all problems, of wrong types and of wrong values', () => {
  expect(
    sentences({
      kubernetesVersion: 1.34,
      waitFor: 'forever',
      preflight: 'yes',
      values: 7,
      lease: 60,
    }),
  ).toEqual([
    'kubernetesVersion: a string or an array of strings',
    'preflight: true or false',
    'values: an object or a string of YAML',
    'lease: a string',
    'waitFor: one of api, ready, dns',
  ]);
});

test('the message about an unknown option suggests the most similar option', () => {
  expect(problemsOf({ kubernetesVerison: '1.34' })).toEqual([
    {
      input: 'kubernetesVerison',
      allowed: 'left out',
      message: 'unknown option "kubernetesVerison"; did you mean "kubernetesVersion"?',
    },
  ]);
});

test('a message about one option uses the names of options for others, too', () => {
  expect(sentences({ hostKubeconfigPath: '/x' })).toEqual([
    'hostKubeconfig: left out if hostKubeconfigPath is given: remove one of them',
  ]);
});

test('the hint of an error uses the names of options, too', () => {
  const error = new ClusterError('helm cannot be found', { hint: 'Give `helm-path`.', cause: 7 });
  expect(inOptions(error, ['helmPath'])).toMatchObject({
    message: 'helm cannot be found\nGive `helmPath`.',
    hint: 'Give `helmPath`.',
    summary: 'helm cannot be found',
    cause: 7,
  });
  const other = new Error('helm-path');
  expect(inOptions(other, ['helmPath'])).toBe(other);
});

test('a secret among the options is not repeated', () => {
  const secret = 'a: "hush';
  const problems = problemsOf({ values: `${secret}: c: d`, hostKubeconfig: secret });
  expect(problems.map(({ input }) => input).toSorted()).toEqual(['hostKubeconfig', 'values']);
  expect(JSON.stringify(problems)).not.toContain('hush');
});

test('the options of a search are read, and one error contains all their problems', () => {
  const search = readSearchOptions(
    sweepingTexts,
    { hostKubeconfig, namespace: ['a', 'b'], olderThan: '1h', dryRun: true },
    ENV,
  );
  expect(search).toMatchObject({ namespaces: ['a', 'b'], olderThan: 3_600_000 });
  expect(search.verifyFor).toBeUndefined();
  const wrong = { hostKubeconfig, namespace: 'A', olderThan: 'long', dryRun: 'yes' };
  expect(() => readSearchOptions(sweepingTexts, wrong, ENV)).toThrow(
    /3 problems[\s\S]*dryRun: must be true or false[\s\S]*namespace[\s\S]*olderThan/,
  );
});
