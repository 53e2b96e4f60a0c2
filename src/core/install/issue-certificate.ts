import 'reflect-metadata';
import { generateKeyPair, type webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;
/** CI clusters live much shorter. vcluster's own authorities are valid for ten years, its other certificates for one. */
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
  // A host cluster whose clock is behind the runner's clock must accept the certificates too.
  notBefore: new Date(Date.now() - DAY),
  notAfter: new Date(Date.now() + LIFETIME),
});

/** Makes a key pair and a self-signed certificate that can sign others. */
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

/** PEM texts of a certificate and its private key. */
export interface Pem {
  crt: string;
  key: string;
}

/** Makes a key pair and a certificate for `subject`, signed by `authority`. */
export async function issue(authority: Authority, subject: Subject): Promise<Pem> {
  const keys = await newKeys();
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
    extensions: await extensionsOf(authority, subject),
  });
  return pemOf({ certificate, keys });
}

async function extensionsOf(authority: Authority, subject: Subject): Promise<x509.Extension[]> {
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const usages = { server: [serverAuth], client: [clientAuth], both: [serverAuth, clientAuth] };
  const names: x509.JsonGeneralNames = [
    ...(subject.dns ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(subject.ip ?? []).map((value) => ({ type: 'ip' as const, value })),
  ];
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(
      x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
      true,
    ),
    new x509.ExtendedKeyUsageExtension(usages[subject.usage]),
    await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
    ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
  ];
}

export async function pemOf({ certificate, keys }: Authority): Promise<Pem> {
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    crt: `${certificate.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`,
  };
}

/** Makes an RSA key pair, both parts as PEM texts. */
export const makeRsaKeys = (): Promise<{ publicKey: string; privateKey: string }> =>
  promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
