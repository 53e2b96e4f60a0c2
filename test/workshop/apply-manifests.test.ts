import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { ClusterError, InputError } from '../../src/core/errors.ts';
import { applyManifests } from '../../src/workshop/apply-manifests.ts';
import { parseManifests } from '../../src/workshop/manifests.ts';
import { SteppedClock } from '../support/clock.ts';
import { sendJson, startFakeApi } from '../support/fake-api.ts';

const MANIFESTS = `
{ kind: Lesson, apiVersion: example.com/v1, metadata: { name: one, namespace: lessons } }
---
{ kind: ConfigMap, apiVersion: v1, metadata: { name: notes }, of: tomorrow }
---
{ kind: Lesson, apiVersion: example.com/v1, metadata: { name: two, namespace: lessons } }
---
kind: CustomResourceDefinition
apiVersion: apiextensions.k8s.io/v1
metadata: { name: lessons.example.com }
spec: { group: example.com, names: { kind: Lesson } }
`;

const KINDS: Record<string, object[]> = {
  '/api/v1': [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }],
  '/apis/apiextensions.k8s.io/v1': [
    { name: 'customresourcedefinitions', kind: 'CustomResourceDefinition', namespaced: false },
  ],
  '/apis/example.com/v1': [{ name: 'lessons', kind: 'Lesson', namespaced: true }],
};

/** The answer to an object whose path contains `path`. */
interface Refusal {
  path: string;
  code: number;
  message: string;
  /** The number of requests that get this answer. Default: all. */
  times?: number;
}

/** A cluster that knows the custom kind only after `looksBefore` requests, and rejects objects by `refusal`. */
async function startCluster(looksBefore: number, refusal?: Refusal) {
  const applied: { path: string; query: URLSearchParams; body: object }[] = [];
  const listed: { path: string; before: number }[] = [];
  let looks = 0;
  let refused = 0;
  const api = await startFakeApi(async (request: IncomingMessage, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://cluster');
    if (request.method === 'PATCH') {
      const body = JSON.parse(await text(request));
      applied.push({ path: pathname, query: searchParams, body });
      const { path, code = 500, message, times = Number.POSITIVE_INFINITY } = refusal ?? {};
      if (!path || !pathname.includes(path) || refused++ >= times) return sendJson(response, body);
      return sendJson(response, { kind: 'Status', message }, code);
    }
    if (searchParams.get('resourceVersion') === '0') {
      listed.push({ path: pathname, before: applied.length });
    }
    const isCustom = pathname.includes('example.com');
    if (isCustom && looks++ < looksBefore) {
      return sendJson(response, { kind: 'Status', message: 'not found' }, 404);
    }
    sendJson(response, { kind: 'APIResourceList', resources: KINDS[pathname] ?? [] });
  });
  return { api, applied, listed, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
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
    '/apis/example.com/v1/namespaces/lessons/lessons/two',
  ]);
  const notes = cluster.applied[2];
  expect(notes?.body).toMatchObject({ of: 'tomorrow' });
  expect(notes?.query.get('fieldValidation')).toBe('Strict');
});

test('a kind that the manifests define is listed once, before its first object', async () => {
  await using cluster = await startCluster(0);
  await apply(cluster);
  expect(cluster.listed).toEqual([{ path: '/apis/example.com/v1/lessons', before: 1 }]);
});

test('the wait for a missing kind ends after a minute', async () => {
  await using cluster = await startCluster(Number.POSITIVE_INFINITY);
  const clock = new SteppedClock();
  await expect(apply(cluster, clock)).rejects.toThrow(
    /a.yaml: Lesson lessons\/one could not be applied/,
  );
  expect(clock.now()).toBe(60_000);
});

test.each([
  [400, 'strict decoding error: unknown field "of"'],
  [422, 'ConfigMap "notes" is invalid: of: Forbidden: not allowed'],
  // The answer of server-side apply to a misspelt field.
  [
    500,
    'failed to create typed patch object (default/notes; /v1, Kind=ConfigMap): .of: field not declared in schema',
  ],
])('an answer %i "%s" is an invalid input, and is reported immediately', async (code, message) => {
  await using cluster = await startCluster(0, { path: 'configmaps', code, message });
  const clock = new SteppedClock();
  const error = await apply(cluster, clock).catch((it) => it);
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toContain(
    `manifests: a.yaml: ConfigMap notes could not be applied: ${message}`,
  );
  expect(error.message).not.toContain('nothing was created');
  expect(clock.now()).toBe(0);
});

test('a forbidden object is a failure of one seat, and is reported immediately', async () => {
  const message = 'configmaps "notes" is forbidden: exceeded quota: small';
  await using cluster = await startCluster(0, { path: 'configmaps', code: 403, message });
  const clock = new SteppedClock();
  const error = await apply(cluster, clock).catch((it) => it);
  expect(error).toBeInstanceOf(ClusterError);
  expect(error.message).toBe(`a.yaml: ConfigMap notes could not be applied: ${message}`);
  expect(clock.now()).toBe(0);
});

test('an answer 500 that may change is retried', async () => {
  const message = 'etcdserver: leader changed';
  await using cluster = await startCluster(0, { path: 'configmaps', code: 500, message, times: 2 });
  const clock = new SteppedClock();
  await apply(cluster, clock);
  expect(clock.now()).toBe(1_000);
});
