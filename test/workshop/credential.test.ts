import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { makeCredential } from '../../src/workshop/credential.ts';
import { SteppedClock } from '../support/clock.ts';
import { sendJson, startFakeApi } from '../support/fake-api.ts';

const HOUR = 3_600_000;

interface Answers {
  /** The number of reviews in which the new rights are not known yet. */
  looksBefore?: number;
  /** The latest expiry of tokens, in milliseconds. */
  longest?: number;
  /** Whether the account already exists. */
  exists?: boolean;
}

/** A virtual cluster that allows a review only with the token of the attendee. */
async function startCluster({ looksBefore = 0, longest = 100 * HOUR, exists }: Answers = {}) {
  const requests: string[] = [];
  let asked = 0;
  let reviews = 0;
  const api = await startFakeApi(async (request: IncomingMessage, response) => {
    const path = request.url ?? '';
    requests.push(`${request.method} ${path}`);
    if (path.endsWith('/token')) {
      asked = JSON.parse(await text(request)).spec.expirationSeconds;
      const expirationTimestamp = new Date(Math.min(longest, asked * 1_000)).toISOString();
      return sendJson(response, { status: { token: 'a.b.c', expirationTimestamp } }, 201);
    }
    if (path.endsWith('selfsubjectaccessreviews')) {
      const isAttendee = request.headers.authorization === 'Bearer a.b.c';
      return sendJson(response, { status: { allowed: isAttendee && reviews++ >= looksBefore } });
    }
    const conflict = { kind: 'Status', message: 'exists' };
    return exists ? sendJson(response, conflict, 409) : sendJson(response, {}, 201);
  });
  return {
    requests,
    api,
    asked: () => asked,
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

const make = (
  { api }: Awaited<ReturnType<typeof startCluster>>,
  end = 8 * HOUR,
  clock = new SteppedClock(),
) =>
  makeCredential({
    admin: api.kubeConfig,
    context: 'go-01',
    expiresAt: new Date(end),
    clock,
    signal: AbortSignal.timeout(20_000),
  });

test("an attendee's kubeconfig has a token until the end, and nothing of the administrator", async () => {
  await using cluster = await startCluster();
  const kubeconfig = await make(cluster);
  expect(cluster.asked()).toBe(8 * 3_600);
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  expect(config.getCurrentContext()).toBe('go-01');
  expect(config.getCurrentUser()).toMatchObject({ token: 'a.b.c' });
  expect(kubeconfig).not.toMatch(/client-(certificate|key)/);
  const { server = '' } = cluster.api.kubeConfig.getCurrentCluster() ?? {};
  expect(config.getCurrentCluster()).toMatchObject({ server, skipTLSVerify: false });
});

test('a second credential is created if the account already exists', async () => {
  await using cluster = await startCluster({ exists: true });
  expect(await make(cluster)).toContain('a.b.c');
});

test('a cluster that is about to expire issues the shortest possible token', async () => {
  await using cluster = await startCluster();
  await make(cluster, 20_000);
  expect(cluster.asked()).toBe(600);
});

test('the credential is tried until the cluster knows its rights', async () => {
  await using cluster = await startCluster({ looksBefore: 3 });
  const clock = new SteppedClock();
  await make(cluster, 8 * HOUR, clock);
  expect(clock.now()).toBe(750);
});

test('a credential without rights, or one that expires before its cluster, is an error', async () => {
  await using powerless = await startCluster({ looksBefore: Number.POSITIVE_INFINITY });
  await expect(make(powerless)).rejects.toThrow(
    "go-01 does not grant rights to the attendee's account.",
  );
  await using limited = await startCluster({ longest: HOUR });
  await expect(make(limited)).rejects.toThrow(
    'go-01 issues tokens only until 1970-01-01T01:00:00.000Z, but the cluster lives',
  );
});
