import { describe, expect, test } from '@jest/globals';
import { REQUIRED_RESOURCES, whyNotEmpty } from '../../../src/core/deletion/emptiness.ts';
import type { NamespacedObject } from '../../../src/core/deletion/inventory.ts';
import { ownedOf } from '../../../src/core/deletion/owner-graph.ts';
import { fakeKube } from '../../support/fake-kube.ts';

const NAMESPACE = 'vcluster-ci-1';
const ALL = Object.keys(REQUIRED_RESOURCES);

const resourceOf = (kind: string): string => {
  const [known] = Object.entries(REQUIRED_RESOURCES).find(([, it]) => it === kind) ?? [];
  return known ?? `${kind.toLowerCase()}s`;
};

const object = (
  kind: string,
  name: string,
  owner?: { kind: string; name: string; uid: string },
): NamespacedObject => {
  const ownerReferences = owner ? [{ apiVersion: 'v1', ...owner }] : [];
  const uid = `uid-of-${kind}-${name}`;
  const metadata = { name, namespace: NAMESPACE, uid, ownerReferences };
  const resource = resourceOf(kind);
  return { ...ownedOf(metadata), root: '/r', plural: resource, resource, kind, name, metadata };
};

const defaultObjects = [
  object('ServiceAccount', 'default'),
  object('ConfigMap', 'kube-root-ca.crt'),
  object('Event', 'something.happened'),
];
const lease = { kind: 'Job', name: 'ephemeral-vcluster', uid: 'uid-of-a-lease' };
const service = { kind: 'Service', name: 'ci-1', uid: 'uid-of-Service-ci-1' };

interface Host {
  seen?: string[];
  hidden?: string[];
  /** How many namespaces have an object, by resource and name, including the one that is judged. Default: only that. */
  namespaces?: Record<string, number>;
}

/** A host that creates objects in several namespaces. */
const kubeOf = ({ namespaces = {} }: Host) =>
  fakeKube({
    metadata: {
      list: async ({ plural }, { name }) => {
        const count = namespaces[`${plural}/${name}`] ?? 1;
        return [NAMESPACE, 'a', 'b', 'c'].slice(0, count).map((namespace) => ({ namespace }));
      },
    },
  });

const judge = (objects: NamespacedObject[], host: Host = {}, options = {}) => {
  const { seen = ALL, hidden = [] } = host;
  const inventory = { objects: [...defaultObjects, ...objects], seen, hidden };
  return whyNotEmpty(kubeOf(host), inventory, options);
};

test('objects that Kubernetes creates in every namespace do not count', async () => {
  expect(await judge([])).toBeUndefined();
});

test('objects that are being deleted do not count', async () => {
  const pod = object('Pod', 'p');
  pod.metadata.deletionTimestamp = new Date();
  expect(await judge([pod])).toBeUndefined();
});

test('objects owned by a deleted lease do not count, nor objects that those own', async () => {
  const remains = [object('Secret', 'vc-ci-1', service), object('Service', 'ci-1', lease)];
  expect(await judge(remains)).toBeUndefined();
});

test.each([
  ['a foreign Secret', [object('Secret', 'mine')]],
  ['another service account', [object('ServiceAccount', 'mine')]],
  ['an existing lease', [object('Job', 'ephemeral-vcluster')]],
  [
    'a foreign Service, which is named before what it owns,',
    [object('Service', 'ci-1'), object('Pod', 'mine', service)],
  ],
  ['an object whose owner cannot be listed', [object('Pod', 'p', { ...lease, kind: 'Node' })]],
])('%s counts', async (_, objects) => {
  expect(await judge(objects)).toContain(`${objects[0]?.kind} ${objects[0]?.name}`);
});

test('an existing lease counts, which is named before what it owns', async () => {
  const existing = object('Job', 'ephemeral-vcluster');
  const owned = object('Pod', 'p', { ...lease, uid: existing.uid });
  expect(await judge([owned, existing])).toContain('Job ephemeral-vcluster');
});

test.each(Object.keys(REQUIRED_RESOURCES))(
  'a namespace whose %s cannot be listed is not empty',
  async (one) => {
    const seen = ALL.filter((resource) => resource !== one);
    expect(await judge([], { seen })).toBe(`it may contain ${one}: these could not be listed`);
  },
);

describe('where all kinds must be seen', () => {
  const all = { allKinds: true };

  test.each([
    'ingresses.networking.k8s.io',
    'horizontalpodautoscalers.autoscaling',
    'poddisruptionbudgets.policy',
    'resourcequotas',
    '*.metrics.k8s.io',
  ])('a namespace whose %s cannot be listed is not empty', async (hidden) => {
    const host = { hidden: [hidden] };
    expect(await judge([], host, all)).toBe(`it may contain ${hidden}: these could not be listed`);
    expect(await judge([], host)).toBeUndefined();
  });

  test('custom resources need not be seen, but count if they are', async () => {
    const hidden = ['widgets.example.com', '*.example.com'];
    expect(await judge([], { hidden }, all)).toBeUndefined();
    expect(await judge([object('Widget', 'mine')], {}, all)).toContain('Widget mine');
  });

  test('the right to list Secrets is not required, because it includes their content', async () => {
    expect(await judge([], { hidden: ['secrets', 'events', 'endpoints'] }, all)).toBeUndefined();
  });
});

describe('what the host creates in several namespaces', () => {
  const bundle = { kind: 'Bundle', name: 'ca', uid: 'uid-of-a-bundle' };

  test.each([
    ['the certificate of Istio', object('ConfigMap', 'istio-ca-root-cert')],
    ['the service accounts of OpenShift', object('ServiceAccount', 'builder')],
    ['the role bindings of OpenShift', object('RoleBinding', 'system:deployers')],
    ['a trust bundle, which a cluster-scoped object owns', object('ConfigMap', 'ca', bundle)],
    ['a policy', object('NetworkPolicy', 'default-deny')],
    ['a limit', object('LimitRange', 'defaults')],
    ['a custom resource', object('Widget', 'default')],
  ])('does not count: %s', async (_, generated) => {
    const key = `${generated.plural}/${generated.name}`;
    expect(await judge([generated], { namespaces: { [key]: 3 } })).toBeUndefined();
    expect(await judge([generated], { namespaces: { [key]: 2 } })).toContain(generated.name);
  });

  test('does not count together with what it owns, such as the token of a service account', async () => {
    const builder = object('ServiceAccount', 'builder');
    const token = object('Secret', 'builder-token-x7k2p');
    token.metadata.annotations = { 'kubernetes.io/service-account.uid': builder.uid };
    const widget = object('Widget', 'gateway');
    const deployment = object('Deployment', 'gateway', widget);
    const objects = [token, builder, deployment, widget];
    const namespaces = { 'serviceaccounts/builder': 3, 'widgets/gateway': 3 };
    expect(await judge(objects, { namespaces })).toBeUndefined();
    expect(await judge(objects)).toContain('ServiceAccount builder');
  });

  test.each(Object.entries(REQUIRED_RESOURCES).filter(([resource]) => resource !== 'configmaps'))(
    'counts if it is a workload or data: %s',
    async (resource, kind) => {
      const namespaces = { [`${resource}/app`]: 4 };
      expect(await judge([object(kind, 'app')], { namespaces })).toContain(`${kind} app`);
    },
  );

  test('does not hide what only this namespace has', async () => {
    const objects = [object('ConfigMap', 'istio-ca-root-cert'), object('ConfigMap', 'mine')];
    const namespaces = { 'configmaps/istio-ca-root-cert': 4 };
    expect(await judge(objects, { namespaces })).toContain('ConfigMap mine');
  });

  test('counts if the other namespaces cannot be listed', async () => {
    const list = () => Promise.reject(new Error('forbidden'));
    const inventory = { objects: [object('ConfigMap', 'ca')], seen: ALL, hidden: [] };
    expect(await whyNotEmpty(fakeKube({ metadata: { list } }), inventory)).toBe(
      'it contains ConfigMap ca, which ephemeral-vcluster did not create; whether other namespaces contain it too could not be listed',
    );
  });
});
