import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { applyManifests } from '../../src/workshop/apply-manifests.ts';
import { parseManifests } from '../../src/workshop/manifests.ts';
import { SteppedClock } from '../support/clock.ts';
import { sendJson, startFakeApi } from '../support/fake-api.ts';

const MANIFESTS = `
{ kind: Lesson, apiVersion: example.com/v1, metadata: { name: one, namespace: lessons } }
---
{ kind: ConfigMap, apiVersion: v1, metadata: { name: notes }, of: tomorrow }
---
{ kind: CustomResourceDefinition, apiVersion: apiextensions.k8s.io/v1, metadata: { name: lessons.example.com } }
`;

const KINDS: Record<string, object[]> = {
  '/api/v1': [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }],
  '/apis/apiextensions.k8s.io/v1': [
    { name: 'customresourcedefinitions', kind: 'CustomResourceDefinition', namespaced: false },
  ],
  '/apis/example.com/v1': [{ name: 'lessons', kind: 'Lesson', namespaced: true }],
};

/** A cluster that knows the custom kind only after `looksBefore` requests, and rejects objects whose path contains `refuse`. */
async function startCluster(looksBefore: number, refuse?: string) {
  const applied: { path: string; query: URLSearchParams; body: object }[] = [];
  let looks = 0;
  const api = await startFakeApi(async (request: IncomingMessage, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://cluster');
    if (request.method === 'PATCH') {
      const body = JSON.parse(await text(request));
      applied.push({ path: pathname, query: searchParams, body });
      const refused = refuse && pathname.includes(refuse);
      const failure = { kind: 'Status', message: 'unknown field "of"' };
      return refused ? sendJson(response, failure, 400) : sendJson(response, body);
    }
    const isCustom = pathname.includes('example.com');
    if (isCustom && looks++ < looksBefore) {
      return sendJson(response, { kind: 'Status', message: 'not found' }, 404);
    }
    sendJson(response, { kind: 'APIResourceList', resources: KINDS[pathname] ?? [] });
  });
  return { api, applied, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

const apply = ({ api }: Awaited<ReturnType<typeof startCluster>>, clock = new SteppedClock()) =>
  applyManifests(
    api.kubeConfig,
    parseManifests('a.yaml', MANIFESTS),
    clock,
    AbortSignal.timeout(20_000),
  );

test('objects are applied unchanged, definitions first, and wait until their kinds exist', async () => {
  await using cluster = await startCluster(3);
  await apply(cluster);
  expect(cluster.applied.map(({ path }) => path)).toEqual([
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/lessons.example.com',
    '/apis/example.com/v1/namespaces/lessons/lessons/one',
    '/api/v1/namespaces/default/configmaps/notes',
  ]);
  const [, , notes] = cluster.applied;
  expect(notes?.body).toMatchObject({ of: 'tomorrow' });
  expect(notes?.query.get('fieldValidation')).toBe('Strict');
});

test('the wait for a missing kind ends after a minute', async () => {
  await using cluster = await startCluster(Number.POSITIVE_INFINITY);
  const clock = new SteppedClock();
  await expect(apply(cluster, clock)).rejects.toThrow(/a.yaml: Lesson one could not be applied/);
  expect(clock.now()).toBe(60_000);
});

test('an object that the cluster rejects is reported immediately, with its file and the reason', async () => {
  await using cluster = await startCluster(0, 'configmaps');
  const clock = new SteppedClock();
  await expect(apply(cluster, clock)).rejects.toThrow(
    'a.yaml: ConfigMap notes could not be applied: unknown field "of"',
  );
  expect(clock.now()).toBe(0);
});
