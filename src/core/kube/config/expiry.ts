import { X509Certificate } from 'node:crypto';
import { certificatesIn } from './certificates.ts';
import type { Credentials } from './credentials.ts';
import { expiryOf } from './token-expiry.ts';

/** When a credential that nothing renews expires. */
export interface Expiry {
  what: 'token' | 'client certificate';
  /** In milliseconds since the epoch. */
  at: number;
}

/** Returns the first expiry of credentials that are not renewed; undefined if there is none, or if it is unknown. */
export function expiryOfCredentials(credentials: Credentials): Expiry | undefined {
  const { cert, token, tokenFile } = credentials;
  const tokenEnd = token && !tokenFile ? expiryOf(token) : undefined;
  const [own] = cert ? certificatesIn(cert) : [];
  const certEnd = own && new X509Certificate(own).validToDate.getTime();
  const ends: Expiry[] = [
    ...(tokenEnd ? [{ what: 'token' as const, at: tokenEnd }] : []),
    ...(certEnd ? [{ what: 'client certificate' as const, at: certEnd }] : []),
  ];
  return ends.toSorted((a, b) => a.at - b.at)[0];
}
