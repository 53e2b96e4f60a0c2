import 'reflect-metadata';
import { generateKeyPair, type webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { KubeConfig } from '@kubernetes/client-node';
import * as x509 from '@peculiar/x509';

/*
 * The certificates of a virtual control plane, made before its pod exists. The engine takes the Secret NAME-certs as it
 * finds it and otherwise makes some twenty RSA keys in the pod, which takes seconds of its start. Names, subjects and
 * Secret keys are kubeadm's; keys are ECDSA P-256, which kubeadm offers too and which take no time to make.
 */

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;
/** The engine's own certificates live ten years for the CA, one for the rest; a cluster of a job far less. */
const LIFETIME = 365 * DAY;
const LOCAL_API_SERVER = 'https://127.0.0.1:6443';

export interface CertificatesInput {
  name: string;
  /** Range of the cluster's Service addresses; its first one is the API server's. */
  serviceCIDR?: string | undefined;
}

interface Authority {
  certificate: x509.X509Certificate;
  keys: webcrypto.CryptoKeyPair;
}

interface Subject {
  commonName: string;
  organization?: string;
  usage: 'server' | 'client' | 'both';
  dns?: string[];
  ip?: string[];
}

/** The data of the Secret `NAME-certs`: PEM and kubeconfig texts under the engine's key names. */
export async function makeCertificates(input: CertificatesInput): Promise<Record<string, string>> {
  const [ca, frontProxyCa, etcdCa, serviceAccount] = await Promise.all([
    makeAuthority('kubernetes'),
    makeAuthority('front-proxy-ca'),
    makeAuthority('etcd-ca'),
    serviceAccountKeys(),
  ]);
  const caPem = await authorityPem(ca);
  const files: Record<string, string> = {
    ...named('ca', caPem),
    ...named('server-ca', caPem),
    ...named('client-ca', caPem),
    ...named('front-proxy-ca', await authorityPem(frontProxyCa)),
    ...named('etcd-ca', await authorityPem(etcdCa)),
    ...serviceAccount,
  };
  const leaves: [string, Authority, Subject][] = [
    ['apiserver', ca, apiServer(input)],
    ['apiserver-kubelet-client', ca, admin('kube-apiserver-kubelet-client')],
    [
      'apiserver-etcd-client',
      etcdCa,
      { commonName: 'kube-apiserver-etcd-client', usage: 'client' },
    ],
    ['front-proxy-client', frontProxyCa, { commonName: 'front-proxy-client', usage: 'client' }],
    [
      'etcd-healthcheck-client',
      etcdCa,
      { commonName: 'kube-etcd-healthcheck-client', usage: 'client' },
    ],
    ['etcd-peer', etcdCa, etcdMember(input.name)],
    ['etcd-server', etcdCa, etcdMember(input.name)],
  ];
  for (const [file, authority, subject] of leaves) {
    Object.assign(files, named(file, await issue(authority, subject)));
  }
  files['admin.conf'] = await kubeconfig(ca, admin('kubernetes-super-admin'));
  for (const component of ['controller-manager', 'scheduler']) {
    const subject: Subject = { commonName: `system:kube-${component}`, usage: 'client' };
    files[`${component}.conf`] = await kubeconfig(ca, subject);
  }
  return files;
}

const admin = (commonName: string): Subject => ({
  commonName,
  organization: 'system:masters',
  usage: 'client',
});

const apiServer = ({ name, serviceCIDR }: CertificatesInput): Subject => ({
  commonName: 'kube-apiserver',
  usage: 'server',
  dns: [
    name,
    'localhost',
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ],
  ip: ['127.0.0.1', ...firstAddress(serviceCIDR)],
});

const etcdMember = (name: string): Subject => ({
  commonName: name,
  usage: 'both',
  dns: ['localhost', name],
  ip: ['127.0.0.1', '::1'],
});

/** The address that Kubernetes gives the Service `kubernetes`; only for IPv4, where it is the range's first plus one. */
function firstAddress(cidr: string | undefined): string[] {
  const match = /^(\d+\.\d+\.\d+)\.(\d+)\//.exec(cidr ?? '');
  return match ? [`${match[1]}.${Number(match[2]) + 1}`] : [];
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

const validity = () => ({
  // A host whose clock is behind ours still accepts them.
  notBefore: new Date(Date.now() - DAY),
  notAfter: new Date(Date.now() + LIFETIME),
});

async function makeAuthority(commonName: string): Promise<Authority> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    ...validity(),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature |
          x509.KeyUsageFlags.keyEncipherment |
          x509.KeyUsageFlags.keyCertSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: commonName }]),
    ],
  });
  return { certificate, keys };
}

interface Pem {
  crt: string;
  key: string;
}

async function issue(authority: Authority, subject: Subject): Promise<Pem> {
  const keys = await newKeys();
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const usages = { server: [serverAuth], client: [clientAuth], both: [serverAuth, clientAuth] };
  const names: x509.JsonGeneralNames = [
    ...(subject.dns ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(subject.ip ?? []).map((value) => ({ type: 'ip' as const, value })),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [
      ...(subject.organization ? [{ O: [subject.organization] }] : []),
      { CN: [subject.commonName] },
    ],
    issuer: authority.certificate.subject,
    ...validity(),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension(usages[subject.usage]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return { crt: `${certificate.toString('pem')}\n`, key: await privatePem(keys.privateKey) };
}

async function authorityPem({ certificate, keys }: Authority): Promise<Pem> {
  return { crt: `${certificate.toString('pem')}\n`, key: await privatePem(keys.privateKey) };
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

const named = (file: string, { crt, key }: Pem) => ({ [`${file}.crt`]: crt, [`${file}.key`]: key });

/** RSA, as everywhere: verifiers of service account tokens outside the cluster may know no other signature. */
async function serviceAccountKeys(): Promise<Record<string, string>> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { 'sa.key': privateKey, 'sa.pub': publicKey };
}

async function kubeconfig(ca: Authority, subject: Subject): Promise<string> {
  const { crt, key } = await issue(ca, subject);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {
      name: 'kubernetes',
      server: LOCAL_API_SERVER,
      caData: base64((await authorityPem(ca)).crt),
      skipTLSVerify: false,
    },
    { name: subject.commonName, certData: base64(crt), keyData: base64(key) },
  );
  return config.exportConfig();
}
