import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadYaml } from '@kubernetes/client-node';
import type { InputError } from '../../src/core/errors.ts';
import { findVersions, queryShape } from '../../src/inputs/version-query.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';

interface Manifest {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, unknown>;
}

const action = loadYaml<Manifest>(readFileSync('versions/action.yml', 'utf8'));

const TODAY = new Date('2026-11-27');

test('an empty query returns one version of each supported minor, newest first', () => {
  expect(findVersions({}, TODAY)).toEqual({
    matrix: ['1.37.2', '1.36.3', '1.35.4'],
    latest: '1.36.3',
    notes: [],
  });
});

test('a minor that ends soon, or that has ended, is noted', () => {
  const soon = findVersions({ range: '1.35' }, new Date('2027-01-15'));
  expect(soon.notes).toEqual(['Kubernetes 1.35 reaches its end of life on 2027-02-28']);
  const { notes } = findVersions({ range: '~1.33', granularity: 'patch', ended: 'true' }, TODAY);
  expect(notes).toEqual([
    'Kubernetes 1.33 has reached its end of life on 2026-06-28 and gets no security fixes',
  ]);
});

test.each([
  [{ range: '>=1.33 <1.35', ended: 'true' }, ['1.34.4', '1.33.13']],
  [{ range: '>=1.33', count: '1' }, ['1.37.2']],
  [{ range: '~1.36', granularity: 'patch', count: '2' }, ['1.36.3', '1.36.2']],
  [{ distro: 'eks', ended: 'true' }, ['1.28.2']],
])('%j returns %j', (query, versions) => {
  expect(findVersions(query, TODAY).matrix).toEqual(versions);
});

test('a range without a known version is a problem: an empty matrix is a job that never runs', () => {
  expect(() => findVersions({ range: '>=9' }, TODAY)).toThrow(
    'range: ">=9" was given; it must be a range that contains one of the known versions of k8s: 1.37.2, 1.36.3, 1.35.4',
  );
});

test('a range of versions that have ended is a problem that names them and the way to list them', () => {
  expect(() => findVersions({ distro: 'eks' }, TODAY)).toThrow(
    'ended: must be true to list 1.28.2 of eks: the Kubernetes project has ended their minors',
  );
});

test("the user's own versions replace those of the table", () => {
  const path = join(newRunnerTemp(), 'versions.json');
  writeFileSync(path, '{"k8s": {"kubernetes": ["1.36.1", "1.36.2", "1.33.13"]}}');
  const own = (query: Record<string, string>) =>
    findVersions({ ...query, 'versions-file': path }, TODAY).matrix;
  expect(own({})).toEqual(['1.36.2']);
  expect(own({ granularity: 'patch' })).toEqual(['1.36.2', '1.36.1']);
  expect(own({ ended: 'true' })).toEqual(['1.36.2', '1.33.13']);
});

test('a file that cannot be read is reported with the other problems', () => {
  expect(() => findVersions({ 'versions-file': '/no/such/file', count: '0' })).toThrow(
    /versions-file: "\/no\/such\/file" was given.*\n.*count: "0"/,
  );
});

test('one error contains all problems', () => {
  const query = {
    range: 'a lot',
    count: '0',
    distro: 'openshift',
    granularity: 'major',
    ended: 'no',
  };
  let problems: string[] = [];
  try {
    findVersions(query);
  } catch (error) {
    problems = (error as InputError).problems.map(({ input }) => input);
  }
  expect(problems).toEqual(['range', 'count', 'distro', 'granularity', 'ended']);
});

describe('the action', () => {
  test('has the inputs that the code reads, with its defaults', () => {
    expect(Object.keys(action.inputs)).toEqual(Object.keys(queryShape));
    for (const [name, { default: value }] of Object.entries(action.inputs)) {
      const field = queryShape[name as keyof typeof queryShape];
      expect(field.parse(value)).toEqual(field.parse(undefined));
    }
  });

  test('has the outputs that the code sets', () => {
    const { notes: _, ...outputs } = findVersions({});
    expect(Object.keys(action.outputs)).toEqual(Object.keys(outputs));
  });

  test('shares its inputs with the StepAction', () => {
    const path = 'tekton/stepaction/ephemeral-vcluster-versions/ephemeral-vcluster-versions.yaml';
    const { spec } = loadYaml<{ spec: { params: { name: string }[] } }>(readFileSync(path, 'utf8'));
    expect(spec.params.map(({ name }) => name)).toEqual(Object.keys(action.inputs));
  });
});
