import { expect, test } from '@jest/globals';
import { parseManifests } from '../../src/workshop/manifests.ts';

const kindsIn = (text: string) => parseManifests('a.yaml', text).map(({ object }) => object.kind);

test.each([
  [
    'several objects and empty documents',
    '---\nkind: Secret\napiVersion: v1\nmetadata: {name: a}\n--- # nothing\n# nothing\n--- {kind: B, apiVersion: example.com/v1, metadata: {name: b}}\n',
    ['Secret', 'B'],
  ],
  [
    'lists',
    'kind: List\napiVersion: v1\nitems:\n  - {kind: A, apiVersion: v1, metadata: {name: a}}\n  - {kind: B, apiVersion: v1, metadata: {name: b}}\n',
    ['A', 'B'],
  ],
  ['nothing', '# all of it is commented out\n', []],
  ['JSON', '{"kind": "A", "apiVersion": "v1", "metadata": {"name": "a"}}', ['A']],
])('a text can contain %s', (_, text, kinds) => {
  expect(kindsIn(text)).toEqual(kinds);
});

test('an object is not changed, even if only a newer Kubernetes knows its fields', () => {
  const [policy] = parseManifests(
    'a.yaml',
    'kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nmetadata: {name: a, annotations: {day: 2026-11-23}}\nspec: {of: tomorrow, ingress: [{from: []}]}\n',
  );
  expect(policy?.object).toEqual({
    kind: 'NetworkPolicy',
    apiVersion: 'networking.k8s.io/v1',
    metadata: { name: 'a', annotations: { day: '2026-11-23' } },
    spec: { of: 'tomorrow', ingress: [{ from: [] }] },
  });
});

test.each([
  ['kind: A\nmetadata: {name: a}', /document 1 lacks apiVersion/],
  ['kind: A\napiVersion: v1\nmetadata: {name: a}\n---\njust a text', /document 2 lacks/],
  ['kind: A\napiVersion: v1\nmetadata: {}', /document 1 lacks/],
  ['kind: List\napiVersion: v1\nitems: [{kind: A}]', /document 1, item 1 lacks/],
  ['a: [', /./],
])('%j is not a list of manifests', (text, reason) => {
  expect(() => parseManifests('a.yaml', text)).toThrow(reason);
});
