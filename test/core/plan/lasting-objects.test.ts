import { expect, test } from '@jest/globals';
import { InputError } from '../../../src/core/errors.ts';
import { checkLastingObjects } from '../../../src/core/plan/lasting-objects.ts';

const check = (rendered: string, values = {}) =>
  checkLastingObjects(rendered, values, { namespace: 'ci' });

test('objects in the namespace, and the cluster roles of the chart, are deleted with the cluster', () => {
  check(`
---
{ kind: StatefulSet, metadata: { name: ci-1 } }
---
# an empty template
---
{ kind: Secret, metadata: { name: vc-ci-1, namespace: ci } }
---
{ kind: ClusterRole, metadata: { name: vc-ci-1-v-ci } }
`);
});

test('a key that a template renders twice is no problem, as in helm', () => {
  check(
    'kind: Pod\nmetadata: { name: a }\nspec:\n  priorityClassName: b\n  priorityClassName: b\n',
  );
});

test('all objects that would remain are reported at once, by kind and name', () => {
  const rendered = `
{ kind: ConfigMap, metadata: { name: notes, namespace: shared } }
---
{ kind: Namespace, metadata: { name: extra } }
---
{ kind: CustomResourceDefinition, metadata: { name: things.example.com } }
`;
  expect(() => check(rendered)).toThrow(InputError);
  for (const name of [
    'ConfigMap shared/notes',
    'Namespace extra',
    'CustomResourceDefinition things',
  ])
    expect(() => check(rendered)).toThrow(`without ${name}`);
});

test.each([
  [{ experimental: { syncSettings: { setOwner: false } } }, true],
  [{ experimental: { syncSettings: { setOwner: true } } }, false],
  [{ experimental: null }, false],
  [{}, false],
])('%j: refused %s', (values, refused) => {
  const checking = () => check('', values);
  if (refused) expect(checking).toThrow('values: experimental.syncSettings.setOwner');
  else expect(checking).not.toThrow();
});
