import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { takeInventory } from '../../../src/core/deletion/inventory.ts';
import { kubeOf } from '../../../src/core/kube/clients.ts';
import { sendJson, startFakeApi } from '../../support/fake-api.ts';

const VERBS = ['delete', 'get', 'list'];
const NAMESPACE = 'vcluster-ci-1';

const resource = (name: string, kind: string, verbs = VERBS) => ({
  resource: name,
  responseKind: { kind },
  scope: 'Namespaced',
  verbs,
});

const kinds = (...items: [group: string, versions: [string, ...object[]][]][]) => ({
  kind: 'APIGroupDiscoveryList',
  items: items.map(([name, versions]) => ({
    metadata: { name },
    versions: versions.map(([version, ...resources]) => ({ version, resources })),
  })),
});

const widgets = resource('widgets', 'Widget');
const METADATA = /as=PartialObjectMetadataList;g=meta\.k8s\.io;v=v1/;

/** The answers to a host with Secrets and two custom resources, one of which only an old version has. */
const MODERN: Record<string, object> = {
  '/api': kinds(['', [['v1', resource('secrets', 'Secret'), resource('nodes', 'Node', ['get'])]]]),
  '/apis': kinds(
    [
      'example.com',
      [
        ['v1', widgets],
        ['v1beta1', widgets, resource('parts', 'Part')],
      ],
    ],
    ['metrics.k8s.io', [['v1', resource('pods', 'PodMetrics', ['get', 'list'])]]],
  ),
};

const listed = (name: string, kind: string) => ({ name, kind, namespaced: true, verbs: VERBS });

/** The same from a host that is older than Kubernetes 1.27. */
const OLD: Record<string, object> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/api/v1': {
    resources: [listed('secrets', 'Secret'), listed('pods/log', 'Pod')],
  },
  '/apis': {
    kind: 'APIGroupList',
    groups: [
      {
        name: 'example.com',
        versions: [{ groupVersion: 'example.com/v1' }, { groupVersion: 'example.com/v1beta1' }],
      },
    ],
  },
  '/apis/example.com/v1': { resources: [listed('widgets', 'Widget')] },
  '/apis/example.com/v1beta1': {
    resources: [listed('widgets', 'Widget'), listed('parts', 'Part')],
  },
};

const LISTS = [
  `/api/v1/namespaces/${NAMESPACE}/secrets`,
  `/apis/example.com/v1/namespaces/${NAMESPACE}/widgets`,
  `/apis/example.com/v1beta1/namespaces/${NAMESPACE}/parts`,
];

/** A host whose lists have one object each, with the kind of the list as its name. */
async function startHost(discovery: Record<string, object>, forbidden = '') {
  const requests: IncomingMessage[] = [];
  const api = await startFakeApi((request, response) => {
    requests.push(request);
    const path = (request.url ?? '').split('?')[0] ?? '';
    const found = discovery[path];
    if (found) return sendJson(response, found);
    const name = path.split('/').at(-1) ?? '';
    if (name === forbidden) return sendJson(response, { kind: 'Status', code: 403 }, 403);
    return sendJson(response, { items: [{ metadata: { name: `a-${name}`, uid: name } }] });
  });
  return { api, requests, kube: kubeOf(api.kubeConfig) };
}

const lists = (requests: IncomingMessage[]) =>
  requests.filter(({ url = '' }) => url.includes('/namespaces/'));

test.each([
  ['with all kinds in one answer', MODERN],
  ['with an answer for each group', OLD],
])('an inventory has the objects of all kinds, %s', async (_, discovery) => {
  const { api, requests, kube } = await startHost(discovery);
  await using _api = api;
  const { objects, seen, hidden } = await takeInventory(kube, NAMESPACE);
  expect(objects.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
    'Part a-parts',
    'Secret a-secrets',
    'Widget a-widgets',
  ]);
  expect(seen.toSorted()).toEqual(['parts.example.com', 'secrets', 'widgets.example.com']);
  expect(hidden).toEqual([]);
  expect(
    lists(requests)
      .map(({ url }) => url?.split('?')[0])
      .sort(),
  ).toEqual(LISTS);
});

test('only the metadata of objects is requested, so that no content of a Secret is read', async () => {
  const { api, requests, kube } = await startHost(MODERN);
  await using _api = api;
  await takeInventory(kube, NAMESPACE);
  expect(lists(requests)).toHaveLength(LISTS.length);
  for (const { headers } of lists(requests)) expect(headers.accept).toMatch(METADATA);
});

test('several inventories share the discovery and the connections', async () => {
  const { api, requests, kube } = await startHost(MODERN);
  await using _api = api;
  for (const namespace of ['a', 'b', 'c', 'd', 'e']) await takeInventory(kube, namespace);
  expect(lists(requests)).toHaveLength(5 * LISTS.length);
  expect(requests.filter(({ url = '' }) => !url.includes('/namespaces/'))).toHaveLength(2);
  const connections = new Set(requests.map(({ socket }) => socket));
  expect(connections.size).toBeLessThanOrEqual(LISTS.length);
});

test('a kind that cannot be listed is hidden, and so is a group that does not respond', async () => {
  const down = { metadata: { name: 'down' }, versions: [{ version: 'v1', freshness: 'Stale' }] };
  const apis = MODERN['/apis'] as ReturnType<typeof kinds>;
  const { api, kube } = await startHost(
    { ...MODERN, '/apis': { ...apis, items: [...apis.items, down] } },
    'widgets',
  );
  await using _api = api;
  const { seen, hidden } = await takeInventory(kube, NAMESPACE);
  expect(seen.toSorted()).toEqual(['parts.example.com', 'secrets']);
  expect(hidden).toEqual(['widgets.example.com', '*.down']);
});
