import 'reflect-metadata'; // Required by @peculiar/x509.
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 24 * 3_600_000;
const YEAR = 365 * DAY;

/** A certificate and its key, both in PEM. */
export interface Identity {
  certificate: string;
  key: string;
}

export interface Request {
  commonName: string;
  organization?: string;
  /** DNS names and IP addresses of a server certificate. Without any, it is a client certificate. */
  names?: string[];
}

export interface Authority extends Identity {
  issue(request: Request): Promise<Identity>;
}

export const generateKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

// From one day ago, because the clocks of machine and container may differ, and a proof sets the clock of a job back.
const validity = () => ({
  notBefore: new Date(Date.now() - DAY),
  notAfter: new Date(Date.now() + YEAR),
});

export async function createAuthority(commonName: string): Promise<Authority> {
  const keys = await generateKeys();
  const usages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature;
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    keys,
    ...validity(),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(usages, true),
    ],
  });
  const issue = (request: Request) => issueBy(own.subject, keys.privateKey, request);
  return { certificate: own.toString('pem'), key: await privatePem(keys), issue };
}

async function issueBy(
  issuer: string,
  signingKey: webcrypto.CryptoKey,
  { commonName, organization, names = [] }: Request,
): Promise<Identity> {
  const keys = await generateKeys();
  const subject: x509.JsonName = organization ? [{ O: [organization] }] : [];
  const use = x509.ExtendedKeyUsage[names.length > 0 ? 'serverAuth' : 'clientAuth'];
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [...subject, { CN: [commonName] }],
    issuer,
    signingKey,
    publicKey: keys.publicKey,
    ...validity(),
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.ExtendedKeyUsageExtension([use]), ...alternativeNames(names)],
  });
  return { certificate: certificate.toString('pem'), key: await privatePem(keys) };
}

function alternativeNames(names: string[]): x509.Extension[] {
  if (names.length === 0) return [];
  const typed = names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const);
  return [new x509.SubjectAlternativeNameExtension(typed)];
}

export async function privatePem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', privateKey),
    'PRIVATE KEY',
  );
}

export async function publicPem({ publicKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('spki', publicKey),
    'PUBLIC KEY',
  );
}
