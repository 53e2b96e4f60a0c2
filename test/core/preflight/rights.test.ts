import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadAllYaml, type V1Role } from '@kubernetes/client-node';
import {
  CLUSTER_RULES,
  NAMESPACE_RULES,
  type Rule,
  TEKTON_RULES,
  TENANT_RULES,
} from '../../../src/core/preflight/rights.ts';

const manifest = (name: string) => readFileSync(`deploy/rbac/${name}.yaml`, 'utf8');

const rulesIn = (text: string) =>
  (loadAllYaml(text) as V1Role[]).find(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
    ?.rules;

const toPolicyRule = ({ apiGroup, resources, verbs }: Rule) => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
});

test.each([
  ['single-namespace', [...NAMESPACE_RULES, ...TENANT_RULES, ...TEKTON_RULES]],
  ['own-namespaces', [...CLUSTER_RULES, ...NAMESPACE_RULES, ...TEKTON_RULES]],
])('%s.yaml has the same rules as the preflight, each with its reason', (name, rules) => {
  const text = manifest(name);
  expect(rulesIn(text)).toEqual(rules.map(toPolicyRule));
  const reasons = [...text.matchAll(/^ {2}# (.*)\n {2}- apiGroups/gm)].map(([, reason]) => reason);
  expect(reasons).toEqual(rules.map(({ why }) => why));
});

test('the reason of a rule starts with "Optional" if, and only if, the rule is optional', () => {
  const all = [...NAMESPACE_RULES, ...TENANT_RULES, ...CLUSTER_RULES, ...TEKTON_RULES];
  for (const { why, need } of all) expect(why.startsWith('Optional')).toBe(need === 'optional');
});

test.each(['single-namespace', 'own-namespaces'])('%s.yaml contains no token', (name) => {
  const kinds = (loadAllYaml(manifest(name)) as V1Role[]).map(({ kind }) => kind);
  expect(kinds).toContain('ServiceAccount');
  expect(kinds).not.toContain('Secret');
});
