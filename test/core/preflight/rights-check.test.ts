import { expect, test } from '@jest/globals';
import type { V1ResourceRule, V1SelfSubjectAccessReview } from '@kubernetes/client-node';
import type { Answer } from '../../../src/core/preflight/finding.ts';
import {
  CLUSTER_RULES,
  NAMESPACE_RULES,
  type Rule,
  TENANT_RULES,
} from '../../../src/core/preflight/rights.ts';
import { checkRights } from '../../../src/core/preflight/rights-check.ts';
import type { ClusterSpec } from '../../../src/core/spec/spec.ts';
import { createSubject } from '../../support/subject.ts';

interface Reviewer {
  rules?: readonly V1ResourceRule[];
  /** Whether the rules can be listed, which they cannot be where a webhook decides. */
  lists?: boolean;
}

/** A host that decides by `rules`, as RBAC does, and counts how often it was asked. */
function hostWith({ rules = [], lists = true }: Reviewer, spec: Partial<ClusterSpec> = {}) {
  let questions = 0;
  const allows = ({ spec: { resourceAttributes: asked } }: V1SelfSubjectAccessReview) => {
    const { verb = '', group = '', resource, subresource } = asked ?? {};
    const path = [resource, subresource].filter(Boolean).join('/');
    return rules.some(
      ({ verbs, apiGroups, resources }) =>
        [verb, '*'].some((it) => verbs.includes(it)) &&
        [group, '*'].some((it) => apiGroups?.includes(it)) &&
        [path, '*'].some((it) => resources?.includes(it)),
    );
  };
  const authorization = {
    createSelfSubjectAccessReview: async ({ body }: { body: V1SelfSubjectAccessReview }) => {
      questions++;
      return { ...body, status: { allowed: allows(body) } };
    },
    createSelfSubjectRulesReview: async () => ({
      spec: {},
      status: {
        incomplete: !lists,
        nonResourceRules: [],
        resourceRules: lists ? [...rules] : [],
      },
    }),
  };
  const subject = createSubject({ authorization }, spec);
  return { check: () => checkRights(subject), questions: () => questions };
}

const granted = (rules: readonly Rule[]): V1ResourceRule[] =>
  rules.map(({ apiGroup, resources, verbs }) => ({
    apiGroups: [apiGroup],
    resources: [...resources],
    verbs: [...verbs],
  }));

const TENANT = [...NAMESPACE_RULES, ...TENANT_RULES];
const OWN = [...CLUSTER_RULES, ...NAMESPACE_RULES];
const FINE: Answer[] = [{ state: 'ok', detail: 'all that is needed in namespace ci' }];
const EVERYTHING = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };

test('a cluster-admin is asked about once', async () => {
  const host = hostWith({ rules: [EVERYTHING] });
  expect(await host.check()).toEqual([{ state: 'ok', detail: 'all rights in namespace ci' }]);
  expect(host.questions()).toBe(1);
});

test('a user with the rules of the manifest is fine, and asked about once, too', async () => {
  const host = hostWith({ rules: granted(TENANT) });
  expect(await host.check()).toEqual(FINE);
  expect(host.questions()).toBe(1);
});

test('where the rules cannot be listed each right is asked for', async () => {
  const host = hostWith({ rules: granted(TENANT), lists: false });
  expect(await host.check()).toEqual(FINE);
});

test('a rule that is only for objects of some names does not count', async () => {
  const rules = granted(TENANT).map((rule) => ({ ...rule, resourceNames: ['one'] }));
  const host = hostWith({ rules });
  await host.check();
  expect(host.questions()).toBeGreaterThan(TENANT.length);
});

/** All rules but one, for each of them; rights that another rule gives as well are no loss. */
const withoutEach = (all: readonly Rule[]) =>
  all.map((left) => ({ left, rest: all.filter((rule) => rule !== left) }));

test.each(withoutEach(TENANT))(
  'a tenant without "$left.why" is told so',
  async ({ left, rest }) => {
    const answers = await hostWith({ rules: granted(rest) }).check();
    const [resource = ''] = left.resources;
    const [loss] = answers.filter(({ detail }) => detail.includes(resource));
    expect(loss?.detail).toMatch(/in namespace ci/);
    expect(loss?.state).toBe(left.need === 'optional' ? 'ok' : 'problem');
  },
);

test.each(withoutEach(OWN))(
  'a maker of namespaces without "$left.why" is told so',
  async ({ left, rest }) => {
    const answers = await hostWith({ rules: granted(rest) }, { namespaces: [] }).check();
    const [resource = ''] = left.resources;
    const [loss] = answers.filter(({ detail }) => detail.includes(resource));
    expect(loss?.state).toBe(left.need === 'optional' ? 'ok' : 'problem');
  },
);

test('what is missing is named with its group, its namespace and the manifest that has it', async () => {
  const rules = granted(TENANT.filter(({ resources }) => !resources.includes('jobs')));
  expect(await hostWith({ rules }).check()).toEqual([
    {
      state: 'problem',
      detail: 'missing: create, delete, get, list, patch, watch jobs.batch in namespace ci',
      hint: expect.stringContaining('deploy/rbac/single-namespace.yaml'),
    },
  ]);
});

test('without a namespace of its own it is named where the right is wanted', async () => {
  const rules = granted(OWN.filter(({ need }) => need !== 'ours'));
  const [problem] = await hostWith({ rules }, { namespaces: [] }).check();
  expect(problem?.detail).toContain('patch, watch jobs.batch in all namespaces');
  expect(problem?.detail).toContain('create, delete, get namespaces');
  expect(problem?.hint).toContain('deploy/rbac/own-namespaces.yaml');
});

const withoutEndpoints = granted(TENANT).map((rule) => ({
  ...rule,
  resources: rule.resources?.filter((resource) => resource !== 'endpoints') ?? [],
}));

test.each([
  ['values that change the Role', { values: { sync: {} } }],
  ['another engine', { vclusterVersion: '0.26.0' }],
])('with %s what is missing for the default Role may not be needed', async (_, spec) => {
  const answers = await hostWith({ rules: withoutEndpoints }, spec).check();
  expect(answers).toMatchObject([{ state: 'warning', detail: expect.stringMatching(/endpoints/) }]);
});

test('who may grant what they lack need not have what the control plane gets', async () => {
  const grantor = {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['roles'],
    verbs: ['escalate', 'bind'],
  };
  const answers = await hostWith({ rules: [...withoutEndpoints, grantor] }).check();
  expect(answers).toMatchObject([{ state: 'warning' }]);
});
