import { expect, test } from '@jest/globals';
import type { Credentials } from '../../../src/core/kube/config/credentials.ts';
import { expiryOfCredentials } from '../../../src/core/kube/config/expiry.ts';
import { preflight } from '../../../src/core/preflight/preflight.ts';
import { certificates } from '../../support/fake-api.ts';
import { jwt } from '../../support/kubeconfig/plugins.ts';
import { recordingLog } from '../../support/log.ts';
import { createSubject } from '../../support/subject.ts';

const server = 'https://host';
const expiry = (user: Partial<Credentials>) => expiryOfCredentials({ server, ...user });
const inSeconds = (at = 0) => Math.round((at - Date.now()) / 1_000);

test('a token that says when it expires is the expiry, and a certificate is one', async () => {
  const found = expiry({ token: jwt(3_600) });
  expect(found?.what).toBe('token');
  expect(inSeconds(found?.at)).toBeGreaterThan(3_500);
  expect(inSeconds(found?.at)).toBeLessThanOrEqual(3_600);
  const { 'apiserver.crt': cert = '' } = await certificates();
  expect(expiry({ cert })?.what).toBe('client certificate');
  expect(expiry({ cert, token: jwt(3_600) })?.what).toBe('token');
});

test.each<[string, Partial<Credentials>]>([
  ['a token that is renewed in its file', { token: jwt(3_600), tokenFile: '/token' }],
  ['a token of another kind', { token: 'sha256~abc' }],
  ['a token with other parts', { token: 'a.b.c' }],
  ['a username', { username: 'me', password: 'p' }],
])('%s has no known expiry', (_, user) => {
  expect(expiry(user)).toBeUndefined();
});

async function warningsWith(seconds: number, ttl: number): Promise<string[]> {
  const log = recordingLog();
  const subject = createSubject({}, { ttl });
  await preflight({ log }, { ...subject, expiry: expiry({ token: jwt(seconds) }) });
  return log.lines.filter((line) => line.startsWith('warning: credentials'));
}

test('credentials that expire before the ttl are a warning with what to do', async () => {
  expect(await warningsWith(3_600, 7_200_000)).toEqual([
    expect.stringMatching(/the token of the host kubeconfig expires at .*before the ttl.*`exec`/s),
  ]);
});

test('credentials that last longer than the ttl are no warning', async () => {
  expect(await warningsWith(7_200, 3_600_000)).toEqual([]);
});
