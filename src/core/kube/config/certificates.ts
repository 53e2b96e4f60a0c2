import { X509Certificate } from 'node:crypto';

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** Returns the certificates in a PEM text. Like Go, skips all that is not a certificate. */
export const certificatesIn = (pem: string): string[] => (pem.match(BLOCK) ?? []).filter(isValid);

function isValid(block: string): boolean {
  try {
    return Boolean(new X509Certificate(block));
  } catch {
    return false;
  }
}
