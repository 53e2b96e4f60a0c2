import { createPublicKey, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { makeCertificates } from '../../../src/core/install/certificates.ts';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

let files: Record<string, string>;
beforeAll(async () => {
  files = await makeCertificates({ name: 'ci-1', serviceCIDR: '10.96.0.0/16' });
});

const certificate = (file: string) => new X509Certificate(files[`${file}.crt`] ?? '');

const pairs = ['ca', 'server-ca', 'client-ca', 'front-proxy-ca', 'etcd-ca', 'apiserver']
  .concat('apiserver-kubelet-client', 'apiserver-etcd-client', 'front-proxy-client')
  .concat('etcd-healthcheck-client', 'etcd-peer', 'etcd-server');

test('the Secret has each key that vcluster reads', () => {
  const expected = [
    ...['admin.conf', 'controller-manager.conf', 'scheduler.conf', 'sa.key', 'sa.pub'],
    ...pairs.flatMap((name) => [`${name}.crt`, `${name}.key`]),
  ];
  expect(Object.keys(files).sort()).toEqual(expected.sort());
});

test.each(pairs)('the private key of %s matches its certificate', (name) => {
  const key = createPublicKey(files[`${name}.key`] ?? '');
  expect(certificate(name).publicKey.equals(key)).toBe(true);
});

test('service account tokens are signed and verified with one RSA key pair', () => {
  const signingKey = createPublicKey(files['sa.key'] ?? '');
  expect(signingKey.equals(createPublicKey(files['sa.pub'] ?? ''))).toBe(true);
  expect(signingKey.asymmetricKeyType).toBe('rsa');
});

test.each(['ca', 'front-proxy-ca', 'etcd-ca'])('%s is a self-signed authority', (name) => {
  const authority = certificate(name);
  expect(authority.ca).toBe(true);
  expect(authority.verify(authority.publicKey)).toBe(true);
});

test('the three authorities are different', () => {
  const fingerprints = ['ca', 'front-proxy-ca', 'etcd-ca'].map(
    (name) => certificate(name).fingerprint256,
  );
  expect(new Set(fingerprints).size).toBe(3);
});

describe.each([
  ['apiserver', 'ca', [SERVER_AUTH], 'CN=kube-apiserver'],
  [
    'apiserver-kubelet-client',
    'ca',
    [CLIENT_AUTH],
    'O=system:masters\nCN=kube-apiserver-kubelet-client',
  ],
  ['apiserver-etcd-client', 'etcd-ca', [CLIENT_AUTH], 'CN=kube-apiserver-etcd-client'],
  ['front-proxy-client', 'front-proxy-ca', [CLIENT_AUTH], 'CN=front-proxy-client'],
  ['etcd-healthcheck-client', 'etcd-ca', [CLIENT_AUTH], 'CN=kube-etcd-healthcheck-client'],
  ['etcd-peer', 'etcd-ca', [SERVER_AUTH, CLIENT_AUTH], 'CN=ci-1'],
  ['etcd-server', 'etcd-ca', [SERVER_AUTH, CLIENT_AUTH], 'CN=ci-1'],
])('%s', (name, authority, usages, subject) => {
  test(`is signed by ${authority}`, () => {
    const issuer = certificate(authority);
    expect(certificate(name).checkIssued(issuer)).toBe(true);
    expect(certificate(name).verify(issuer.publicKey)).toBe(true);
    expect(certificate(name).ca).toBe(false);
  });

  test('has its subject, and only the key usages that it needs', () => {
    expect(certificate(name).subject).toBe(subject);
    expect(certificate(name).keyUsage).toEqual(usages);
  });
});

describe("the API server's certificate", () => {
  test.each(['ci-1', 'localhost', 'kubernetes', 'kubernetes.default.svc.cluster.local'])(
    'is valid for %s',
    (name) => {
      expect(certificate('apiserver').checkHost(name)).toBe(name);
    },
  );

  test.each(['127.0.0.1', '10.96.0.1'])('is valid for %s', (address) => {
    expect(certificate('apiserver').checkIP(address)).toBe(address);
  });

  test('is not valid for other names or addresses', () => {
    expect(certificate('apiserver').checkHost('ci-2')).toBeUndefined();
    expect(certificate('apiserver').checkIP('10.96.0.2')).toBeUndefined();
  });

  test.each([undefined, 'fd00:10:96::/112'])(
    'has no Service address for the range %s',
    async (serviceCIDR) => {
      const made = await makeCertificates({ name: 'ci-1', serviceCIDR });
      const names = new X509Certificate(made['apiserver.crt'] ?? '').subjectAltName ?? '';
      expect(names.match(/IP Address:[^,]+/g)).toEqual(['IP Address:127.0.0.1']);
    },
  );
});

test('all are valid since yesterday and for at least 30 days', () => {
  const day = 86_400_000;
  for (const { validFromDate, validToDate } of pairs.map(certificate)) {
    expect(validFromDate.getTime()).toBeLessThan(Date.now() - day / 2);
    expect(validToDate.getTime()).toBeGreaterThan(Date.now() + 30 * day);
  }
});

describe.each([
  ['admin.conf', 'O=system:masters\nCN=kubernetes-super-admin'],
  ['controller-manager.conf', 'CN=system:kube-controller-manager'],
  ['scheduler.conf', 'CN=system:kube-scheduler'],
])('%s', (file, subject) => {
  test(`is a kubeconfig for ${subject.replace('\n', ', ')} that trusts the cluster`, () => {
    const config = new KubeConfig();
    config.loadFromString(files[file] ?? '');
    const decode = (data = '') => Buffer.from(data, 'base64').toString();
    const cluster = config.getCurrentCluster();
    expect(cluster).toMatchObject({ server: 'https://127.0.0.1:6443', skipTLSVerify: false });
    expect(decode(cluster?.caData)).toBe(files['ca.crt']);
    const user = config.getCurrentUser();
    const own = new X509Certificate(decode(user?.certData));
    expect(own.subject).toBe(subject);
    expect(own.verify(certificate('ca').publicKey)).toBe(true);
    expect(own.publicKey.equals(createPublicKey(decode(user?.keyData)))).toBe(true);
  });
});
