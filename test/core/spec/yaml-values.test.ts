import { expect, test } from '@jest/globals';
import { readValues } from '../../../src/core/spec/yaml-values.ts';

test('aliases are allowed if they expand to few values', () => {
  expect(readValues('a: &a { b: 1 }\nc: *a')).toEqual({ values: { a: { b: 1 }, c: { b: 1 } } });
});

test.each([
  ['a: &a { b: *a }', 'YAML of at most 100000 values after expanding aliases'],
  [`a: "${'x'.repeat(1_000_000)}"`, 'YAML of at most 1000 KB'],
  ['a: [{ __proto__: { b: 1 } }]', 'YAML without a key __proto__'],
  ['a: 12345678901234567890', 'YAML without numbers that are infinite or too large'],
  ['a: .inf', 'YAML without numbers that are infinite or too large'],
  ['- a', 'a YAML mapping of vcluster.yaml keys'],
  [`a: ${'['.repeat(10_000)}`, 'valid YAML (nesting exceeded maxDepth'],
])('%#: values that JSON cannot represent are refused', (text, allowed) => {
  expect(readValues(text)).toEqual({ allowed: expect.stringContaining(allowed) });
});

test('values share parts with merge keys, as in helm', () => {
  const text = 'ingresses: &on { enabled: true }\npriorityClasses: { <<: *on }';
  expect(readValues(text)).toEqual({
    values: { ingresses: { enabled: true }, priorityClasses: { enabled: true } },
  });
});
