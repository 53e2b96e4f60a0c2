import { expect, test } from '@jest/globals';
import type { V1ResourceRule, V1SelfSubjectAccessReview } from '@kubernetes/client-node';
import type { Plan } from '../../../src/core/plan/plan.ts';
import type { Answer } from '../../../src/core/preflight/finding.ts';
import {
  CLUSTER_RULES,
  NAMESPACE_RULES,
  type Rule,
  TENANT_RULES,
} from '../../../src/core/preflight/rights.ts';
import { checkRights } from '../../../src/core/preflight/rights-check.ts';
import type { ClusterSpec } from '../../../src/core/spec/spec.ts';
import { createPlan, createSubject } from '../../support/subject.ts';

interface Reviewer {
  rules?: readonly V1ResourceRule[];
  /** Whether the rules can be listed. With an authorization webhook, they cannot. */
  lists?: boolean;
}

/** A host cluster that grants `rules`, like RBAC, and counts the requests for single rights. */
function hostWith(
  { rules = [], lists = true }: Reviewer,
  spec: Partial<ClusterSpec> = {},
  planning?: Promise<Plan>,
) {
  let requests = 0;
  const allows = ({ spec: { resourceAttributes: attributes } }: V1SelfSubjectAccessReview) => {
    const { verb = '', group = '', resource, subresource } = attributes ?? {};
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
      requests++;
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
  const subject = createSubject({ authorization }, spec, planning);
  return { check: () => checkRights(subject), requests: () => requests };
}

const granted = (rules: readonly Rule[]): V1ResourceRule[] =>
  rules.map(({ apiGroup, resources, verbs }) => ({
    apiGroups: [apiGroup],
    resources: [...resources],
    verbs: [...verbs],
  }));

const TENANT = [...NAMESPACE_RULES, ...TENANT_RULES];
const OWN = [...CLUSTER_RULES, ...NAMESPACE_RULES];
const OK: Answer[] = [{ state: 'ok', detail: 'all required rights in namespace ci' }];
const ALL_RIGHTS = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };

test('one request is enough for a cluster-admin', async () => {
  const host = hostWith({ rules: [ALL_RIGHTS] });
  expect(await host.check()).toEqual([{ state: 'ok', detail: 'all rights in namespace ci' }]);
  expect(host.requests()).toBe(1);
});

test('one request is enough for a user with the rules of the manifest', async () => {
  const host = hostWith({ rules: granted(TENANT) });
  expect(await host.check()).toEqual(OK);
  expect(host.requests()).toBe(1);
});

test('each right is checked if the rules cannot be listed', async () => {
  const host = hostWith({ rules: granted(TENANT), lists: false });
  expect(await host.check()).toEqual(OK);
});

test('a rule with resource names does not count', async () => {
  const rules = granted(TENANT).map((rule) => ({ ...rule, resourceNames: ['one'] }));
  const host = hostWith({ rules });
  await host.check();
  expect(host.requests()).toBeGreaterThan(TENANT.length);
});

/** Returns, for each rule, the rule and all other rules. */
const withoutEach = (all: readonly Rule[]) =>
  all.map((removed) => ({ removed, rest: all.filter((rule) => rule !== removed) }));

const stateWithout = ({ need }: Rule): Answer['state'] => (need === 'optional' ? 'ok' : 'problem');

test("the rights in newer versions' Roles are not needed for an older version", async () => {
  const rules = granted(TENANT.filter(({ since }) => !since));
  expect(await hostWith({ rules }, { vclusterVersion: '0.30.0' }).check()).toEqual(OK);
});

test.each([
  ['1.34.4', 'ok'],
  ['1.35.0', 'problem'],
])(
  'on a host with Kubernetes %s, the absence of a right that newer hosts need is: %s',
  async (kubernetesVersion, state) => {
    const rules = granted(TENANT.filter(({ sinceHost }) => !sinceHost));
    const planning = Promise.resolve(
      createPlan({ facts: { kubernetesVersion, serviceCIDR: undefined } }),
    );
    expect(await hostWith({ rules }, {}, planning).check()).toMatchObject([{ state }]);
  },
);

test.each(withoutEach(TENANT))(
  'the missing rights of a tenant are reported: $removed.why',
  async ({ removed, rest }) => {
    const answers = await hostWith({ rules: granted(rest) }).check();
    const [resource = ''] = removed.resources;
    const [loss] = answers.filter(({ detail }) => detail.includes(resource));
    expect(loss?.detail).toMatch(/in namespace ci/);
    expect(loss?.state).toBe(stateWithout(removed));
  },
);

test.each(withoutEach(OWN))(
  'the missing rights of a user that creates namespaces are reported: $removed.why',
  async ({ removed, rest }) => {
    const host = hostWith({ rules: granted(rest) }, { namespaces: [] });
    const answers = await host.check();
    const [resource = ''] = removed.resources;
    const [loss] = answers.filter(({ detail }) => detail.includes(resource));
    expect(loss?.state).toBe(stateWithout(removed));
  },
);

test('a missing right is reported with its group, its namespace and the manifest that grants it', async () => {
  const rules = granted(TENANT.filter(({ resources }) => !resources.includes('jobs')));
  expect(await hostWith({ rules }).check()).toEqual([
    {
      state: 'problem',
      detail: 'missing: create, delete, get, list, patch, watch jobs.batch in namespace ci',
      hint: expect.stringContaining('deploy/rbac/single-namespace.yaml'),
    },
  ]);
});

test('without `namespace`, missing rights are reported for all namespaces', async () => {
  const rules = granted(OWN.filter(({ need }) => need !== 'required'));
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
  ['another version of vcluster', { vclusterVersion: '0.26.0' }],
])('with %s, a missing right of the default Role is only a warning', async (_, spec) => {
  const answers = await hostWith({ rules: withoutEndpoints }, spec).check();
  expect(answers).toMatchObject([{ state: 'warning', detail: expect.stringMatching(/endpoints/) }]);
});

test('a user that can grant any right does not need the rights of the control plane', async () => {
  const grantor = {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['roles'],
    verbs: ['escalate', 'bind'],
  };
  const answers = await hostWith({ rules: [...withoutEndpoints, grantor] }).check();
  expect(answers).toMatchObject([{ state: 'warning' }]);
});
