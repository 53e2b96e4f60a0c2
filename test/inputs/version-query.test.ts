import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadYaml } from '@kubernetes/client-node';
import type { InputError } from '../../src/core/errors.ts';
import { findVersions, queryShape } from '../../src/inputs/version-query.ts';

interface Manifest {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, unknown>;
}

const action = loadYaml<Manifest>(readFileSync('versions/action.yml', 'utf8'));

test('an empty query returns one version of each minor, newest first', () => {
  const { matrix, latest, stable } = findVersions({});
  expect(matrix[0]).toBe(latest);
  expect(matrix).toContain(stable);
  expect(new Set(matrix.map((version) => version.split('.')[1])).size).toBe(matrix.length);
});

test.each([
  [{ range: '>=1.33 <1.35' }, ['1.34.4', '1.33.13']],
  [{ range: '>=1.33', count: '1' }, ['1.36.3']],
  [{ range: '~1.36', granularity: 'patch', count: '2' }, ['1.36.3', '1.36.2']],
  [{ distro: 'eks' }, ['1.28.2']],
])('%j returns %j', (query, versions) => {
  expect(findVersions(query).matrix).toEqual(versions);
});

test('a range without a known version is a problem: an empty matrix is a job that never runs', () => {
  expect(() => findVersions({ range: '>=9', distro: 'eks' })).toThrow(
    'range: ">=9" was given; it must be a range that contains one of the known versions of eks: 1.28.2',
  );
});

test('one error contains all problems', () => {
  const query = { range: 'a lot', count: '0', distro: 'openshift', granularity: 'major' };
  let problems: string[] = [];
  try {
    findVersions(query);
  } catch (error) {
    problems = (error as InputError).problems.map(({ input }) => input);
  }
  expect(problems).toEqual(['range', 'count', 'distro', 'granularity']);
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
    expect(Object.keys(action.outputs)).toEqual(Object.keys(findVersions({})));
  });

  test('shares its inputs with the StepAction', () => {
    const path = 'tekton/stepaction/ephemeral-vcluster-versions/ephemeral-vcluster-versions.yaml';
    const { spec } = loadYaml<{ spec: { params: { name: string }[] } }>(readFileSync(path, 'utf8'));
    expect(spec.params.map(({ name }) => name)).toEqual(Object.keys(action.inputs));
  });
});
