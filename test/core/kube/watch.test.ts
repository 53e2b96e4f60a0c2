import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import type { V1Pod } from '@kubernetes/client-node';
import { kubeOf } from '../../../src/core/kube/clients.ts';
import { watchUntil } from '../../../src/core/kube/watch.ts';
import { SteppedClock } from '../../support/clock.ts';
import { sendJson, startFakeApi } from '../../support/fake-api.ts';

type Step = (response: ServerResponse) => void;

const pod = (name: string) => ({ metadata: { name, uid: `uid-${name}` } });

const lists =
  (...names: string[]): Step =>
  (response) =>
    sendJson(response, {
      kind: 'PodList',
      metadata: { resourceVersion: '7' },
      items: names.map(pod),
    });

const fails: Step = (response) => sendJson(response, { message: 'not now' }, 500);

/** A watch that sends these events and then stays open until the test ends it. */
const sends =
  (...events: [type: string, name: string][]): Step =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const [type, name] of events) {
      response.write(`${JSON.stringify({ type, object: pod(name) })}\n`);
    }
  };

const breaksAfter =
  (step: Step): Step =>
  (response) => {
    step(response);
    response.write('{"type":"ADD', () => response.destroy());
  };

/** Pods of namespace `ci` on a host that answers with `steps` in turn, and the requests that it got. */
async function startPods(...steps: Step[]) {
  const asked: string[] = [];
  const api = await startFakeApi((request, response) => {
    const url = new URL(request.url ?? '', 'https://host.example');
    const watching = url.searchParams.get('watch');
    asked.push(watching ? `watch from ${url.searchParams.get('resourceVersion')}` : 'list');
    const step = steps.shift() ?? fails;
    step(response);
  });
  const { kubeConfig } = api;
  const watched = {
    kubeConfig,
    path: '/api/v1/namespaces/ci/pods',
    list: () => kubeOf(kubeConfig).core.listNamespacedPod({ namespace: 'ci' }),
  };
  return {
    asked,
    until: <T>(check: (names: string[]) => T | undefined, signal = new AbortController().signal) =>
      watchUntil<V1Pod, T>(
        watched,
        (pods) => check(pods.map(({ metadata }) => metadata?.name ?? '')),
        new SteppedClock(),
        signal,
      ),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

const has = (name: string) => (names: string[]) => names.includes(name) || undefined;

test('objects that already exist need no watch', async () => {
  await using pods = await startPods(lists('a', 'b'));
  expect(await pods.until((names) => (names.includes('b') ? names : undefined))).toEqual([
    'a',
    'b',
  ]);
  expect(pods.asked).toEqual(['list']);
});

test('later objects are seen by the watch, which starts where the list ended', async () => {
  await using pods = await startPods(lists('a'), sends(['ADDED', 'b']));
  expect(await pods.until((names) => (names.includes('b') ? names : undefined))).toEqual([
    'a',
    'b',
  ]);
  expect(pods.asked).toEqual(['list', 'watch from 7']);
});

test('deleted objects are removed, and changed objects are present once', async () => {
  await using pods = await startPods(
    lists('a', 'b'),
    sends(['DELETED', 'a'], ['MODIFIED', 'b'], ['ADDED', 'c']),
  );
  expect(await pods.until((names) => (names.includes('c') ? names : undefined))).toEqual([
    'b',
    'c',
  ]);
});

test('a broken watch is restarted with a list, which contains the missed objects', async () => {
  await using pods = await startPods(
    lists(),
    breaksAfter(sends(['ADDED', 'a'])),
    lists('a', 'missed'),
  );
  expect(await pods.until(has('missed'))).toBe(true);
  expect(pods.asked).toEqual(['list', 'watch from 7', 'list']);
});

test('a watch with an expired resource version is restarted with a list', async () => {
  await using pods = await startPods(lists(), sends(['ERROR', 'expired']), lists('a'));
  expect(await pods.until(has('a'))).toBe(true);
});

test('a refused list or watch is retried', async () => {
  await using pods = await startPods(fails, lists(), fails, lists('a'));
  expect(await pods.until(has('a'))).toBe(true);
  expect(pods.asked).toEqual(['list', 'list', 'watch from 7', 'list']);
});

test.each([
  ['the list', [lists('bad')]],
  ['the watch', [lists(), sends(['ADDED', 'bad'])]],
])('an error of the check ends the watch: in %s', async (_, steps) => {
  await using pods = await startPods(...steps);
  const failure = new Error('image cannot be pulled');
  const found = pods.until((names) => {
    if (names.includes('bad')) throw failure;
    return undefined;
  });
  await expect(found).rejects.toBe(failure);
});

test('an abort ends the watch and its connection, with the reason', async () => {
  const { promise: watching, resolve } = Promise.withResolvers<ServerResponse>();
  await using pods = await startPods(lists(), (response) => {
    sends()(response);
    resolve(response);
  });
  const job = new AbortController();
  const found = pods.until(has('never'), job.signal);
  const ended = once(await watching, 'close');
  const reason = new Error('cancelled');
  job.abort(reason);
  await expect(found).rejects.toBe(reason);
  await ended;
});

test('after an early abort no request is made', async () => {
  await using pods = await startPods();
  const found = pods.until(has('never'), AbortSignal.abort(new Error('cancelled')));
  await expect(found).rejects.toThrow('cancelled');
  expect(pods.asked).toEqual([]);
});
