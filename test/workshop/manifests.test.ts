import { expect, test } from '@jest/globals';
import { parseManifests } from '../../src/workshop/manifests.ts';

test('a text may hold several objects, and empty documents', () => {
  const text =
    '---\nkind: Secret\napiVersion: v1\nmetadata: {name: a}\n---\n# nothing\n---\nkind: B\napiVersion: example.com/v1\nmetadata: {name: b}\n';
  expect(parseManifests('a.yaml', text).map(({ object }) => object.kind)).toEqual(['Secret', 'B']);
});

test.each([
  ['kind: A\nmetadata: {name: a}', /document 1 lacks apiVersion/],
  ['just a text', /document 1 lacks/],
  ['kind: A\napiVersion: v1\nmetadata: {}', /document 1 lacks/],
  ['a: [', /./],
])('%j is none', (text, reason) => {
  expect(() => parseManifests('a.yaml', text)).toThrow(reason);
});
