import 'reflect-metadata';
import { generateKeyPair, type webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;
/** The engine's own certificates live ten years for the CA, one for the rest; a cluster of a job far less. */
const LIFETIME = 365 * DAY;

export interface Authority {
  certificate: x509.X509Certificate;
  keys: webcrypto.CryptoKeyPair;
}

export interface Subject {
  commonName: string;
  organization?: string;
  usage: 'server' | 'client' | 'both';
  dns?: string[];
  ip?: string[];
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

const validity = () => ({
  // A host whose clock is behind ours still accepts them.
  notBefore: new Date(Date.now() - DAY),
  notAfter: new Date(Date.now() + LIFETIME),
});

export async function makeAuthority(commonName: string): Promise<Authority> {
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

export interface Pem {
  crt: string;
  key: string;
}

export async function issue(authority: Authority, subject: Subject): Promise<Pem> {
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

export async function authorityPem({ certificate, keys }: Authority): Promise<Pem> {
  return { crt: `${certificate.toString('pem')}\n`, key: await privatePem(keys.privateKey) };
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

/** RSA, as everywhere: verifiers of service account tokens outside the cluster may know no other signature. */
export async function serviceAccountKeys(): Promise<Record<string, string>> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { 'sa.key': privateKey, 'sa.pub': publicKey };
}
