import { expect, test } from '@jest/globals';
import { formatYaml, parseAllYaml, parseYaml, parseYamlTexts } from '../../src/core/yaml.ts';

/** Each with the value that `helm template` gives to a chart. */
test.each([
  ['yes', true],
  ['No', false],
  ['on', true],
  ['OFF', false],
  ['y', true],
  ['"yes"', 'yes'],
  ['010', 8],
  ['0o10', 8],
  ['08', 8],
  ['0x1F', 31],
  ['1_000', 1000],
  ['+12', 12],
  ['1:20', '1:20'],
  ['1:20.5', '1:20.5'],
  ['1.30', 1.3],
  ['1e3', 1000],
  ['12e03', 12000],
  ['~', null],
  ['Null', null],
  ['2001-12-14', '2001-12-14'],
  ['!!str 5', '5'],
])('%s is read as helm and kubectl read it', (text, value) => {
  expect(parseYaml(`a: ${text}`)).toEqual({ a: value });
});

const MERGED =
  'base: &base { a: 1.30, b: 2 }\nmerged: { <<: *base, b: 3 }\nlist: { <<: [*base, { c: 4 }] }';

test('merge keys are merged, and a key beside them wins', () => {
  const value = { base: { a: 1.3, b: 2 }, merged: { a: 1.3, b: 3 }, list: { a: 1.3, b: 2, c: 4 } };
  expect(parseYaml(MERGED)).toEqual(value);
  expect(parseAllYaml(`${MERGED}\n---\na: 1`)).toEqual([value, { a: 1 }]);
});

test('as texts, merged scalars stay as written', () => {
  expect(parseYamlTexts(MERGED)).toMatchObject({ merged: { a: '1.30', b: '3' } });
});

test('what was read is written with the same meaning', () => {
  const value = { text: 'yes', octal: '010', date: '2001-12-14', long: 'x y '.repeat(100) };
  expect(parseYaml(formatYaml(value))).toEqual(value);
});
