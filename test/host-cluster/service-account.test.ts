import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readCredentials } from '../../src/core/kube/config/read-credentials.ts';
import { hasServiceAccount, serviceAccountConfig } from '../../src/host-cluster/service-account.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';
import { certificates } from '../support/fake-api.ts';

test.each([
  ['10.0.0.1', 'https://10.0.0.1:443'],
  ['fd00::1', 'https://[fd00::1]:443'],
])('in a pod, %s is the host, with the token in its file', async (host, server) => {
  const folder = newRunnerTemp();
  const { 'ca.crt': ca = '' } = await certificates();
  writeFileSync(join(folder, 'ca.crt'), ca);
  writeFileSync(join(folder, 'token'), 'a-token');
  const env = { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: '443' };
  const config = serviceAccountConfig(env, folder);
  expect(readCredentials(config, config.currentContext)).toMatchObject({
    server,
    ca,
    token: 'a-token',
    tokenFile: join(folder, 'token'),
  });
});

test('without the variables of a pod there is no service account', () => {
  expect(hasServiceAccount({})).toBe(false);
});
