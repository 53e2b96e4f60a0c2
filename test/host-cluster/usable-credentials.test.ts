import { expect, test } from '@jest/globals';
import { type Cluster, KubeConfig, type User } from '@kubernetes/client-node';
import { problemOfCredentials } from '../../src/host-cluster/usable-credentials.ts';

const PEM = Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64');

function problemOf(cluster: Partial<Cluster>, user: Partial<User> = {}): string | undefined {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: 'host', server: 'https://host:6443', skipTLSVerify: false, ...cluster },
    { name: 'user', ...user },
  );
  return problemOfCredentials(kubeConfig);
}

test.each<[Partial<Cluster>, Partial<User>]>([
  [{}, { token: 'token' }],
  [{ caData: PEM }, { certData: PEM, keyData: PEM }],
  [{ server: 'http://127.0.0.1:8001', skipTLSVerify: true }, {}],
  [{ caFile: import.meta.filename }, { exec: { command: 'plugin' } }],
])('%j with %j can be used', (cluster, user) => {
  expect(problemOf(cluster, user)).toBeUndefined();
});

test.each<[Partial<Cluster>, Partial<User>, string]>([
  [{ server: 'http://host' }, {}, 'whose server is a URL that begins with https://'],
  [{ server: 'https://me:word@host' }, {}, 'whose server URL contains no user or password'],
  [{ caData: 'YQ==' }, {}, 'whose certificate-authority-data is base64-encoded PEM'],
  [{}, { keyData: 'YQ==' }, 'whose client-key-data is base64-encoded PEM'],
  [{}, { token: 5 as unknown as string }, 'whose token, username and password are strings'],
  [{}, { exec: {} }, 'whose exec plugin has a command'],
  [{}, { certFile: '/no/such/file' }, 'whose file /no/such/file is readable'],
])('%j with %j cannot', (cluster, user, problem) => {
  expect(problemOf(cluster, user)).toBe(problem);
});
