import { expect, test } from '@jest/globals';
import { retrying } from '../../../src/core/kube/retrying.ts';
import { SteppedClock } from '../../support/clock.ts';
import { apiException, fakeKube } from '../../support/fake-kube.ts';

const unreachable = () => new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });

/** Reads a namespace from a host that fails with each of `errors` in turn before it answers. */
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
  const found = await retrying(kube, { clock, timeLimit }).core.readNamespace({ name: 'ci' });
  return { name: found.metadata?.name, waited: clock.now() };
}

test('a host that cannot be reached for a while is asked again', async () => {
  const timeout = new DOMException('timed out', 'TimeoutError');
  const errors = [unreachable(), timeout, apiException(503), apiException(429)];
  expect(await readAfter(errors)).toEqual({ name: 'ci', waited: 2_000 });
});

test('what the host refuses is not asked for again', async () => {
  await expect(readAfter([apiException(403)])).rejects.toMatchObject({ code: 403 });
  await expect(readAfter([apiException(500)])).rejects.toMatchObject({ code: 500 });
});

test('timeLimit ends', async () => {
  const always = Array.from({ length: 100 }, unreachable);
  await expect(readAfter(always, 10_000)).rejects.toThrow('fetch failed');
});

test('a fault of the program is no outage', async () => {
  await expect(readAfter([new TypeError('x is not a function')])).rejects.toThrow('not a function');
});
