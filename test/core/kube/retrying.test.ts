import { expect, test } from '@jest/globals';
import { ApiException } from '@kubernetes/client-node';
import { unreachable as unreachableError } from '../../../src/core/kube/http/unreachable.ts';
import { retrying } from '../../../src/core/kube/retrying.ts';
import { SteppedClock } from '../../support/clock.ts';
import { apiException, fakeKube } from '../../support/fake-kube.ts';

const unreachable = () => unreachableError(new Error('ECONNREFUSED'));

/** Reads a namespace from a host that fails with each of `errors` before it answers. */
async function readAfter(errors: unknown[], timeLimit = 60_000) {
  const left = [...errors];
  const clock = new SteppedClock();
  const kube = fakeKube({
    core: {
      readNamespace: async () => {
        if (left.length > 0) throw left.shift();
        return { metadata: { name: 'ci' } };
      },
    },
  });
  const found = await retrying(kube, { clock, timeLimit, random: () => 0 }).core.readNamespace({
    name: 'ci',
  });
  return { name: found.metadata?.name, waited: clock.now() };
}

test('calls are retried while the host is unreachable', async () => {
  const errors = [unreachable(), apiException(503), apiException(429)];
  expect(await readAfter(errors)).toEqual({ name: 'ci', waited: 500 + 1_000 + 2_000 });
});

test('a 404 of a load balancer is retried, a 404 of the API server is not', async () => {
  const balancer = new ApiException(404, 'HTTP 404', 'default backend - 404', {});
  expect(await readAfter([balancer])).toMatchObject({ name: 'ci' });
  await expect(readAfter([apiException(404)])).rejects.toMatchObject({ code: 404 });
});

test('refused calls are not retried', async () => {
  await expect(readAfter([apiException(403)])).rejects.toMatchObject({ code: 403 });
  await expect(readAfter([apiException(422)])).rejects.toMatchObject({ code: 422 });
});

test('the host can ask for a longer pause', async () => {
  const busy = new ApiException(429, 'busy', '{}', { 'retry-after': '7' });
  expect(await readAfter([busy])).toMatchObject({ waited: 7_000 + 500 });
});

test('an internal error is retried for half a minute, because its cause may be permanent', async () => {
  expect(await readAfter([apiException(500)])).toMatchObject({ name: 'ci' });
  const clock = new SteppedClock();
  const readNamespace = () => Promise.reject(apiException(500));
  const kube = retrying(fakeKube({ core: { readNamespace } }), {
    clock,
    timeLimit: 600_000,
    random: () => 0,
  });
  await expect(kube.core.readNamespace({ name: 'ci' })).rejects.toMatchObject({ code: 500 });
  expect(clock.monotonic()).toBe(30_000);
});

test('retries end at the time limit', async () => {
  const always = Array.from({ length: 100 }, unreachable);
  await expect(readAfter(always, 10_000)).rejects.toThrow('ECONNREFUSED');
});

test('a bug in the program is not retried', async () => {
  await expect(readAfter([new TypeError('x is not a function')])).rejects.toThrow('not a function');
});
