import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { Egress } from '../core/egress.ts';
import { InputError } from '../core/errors.ts';
import { proxyFrom } from './proxy.ts';
import { isPath, readSmallFile } from './small-file.ts';

/**
 * Returns the proxy and the certificate authorities for downloads, from the environment and `ca-file`.
 *
 * @throws InputError if the file cannot be read or contains no valid certificate.
 */
export function chooseEgress(caFile: string | undefined, env: NodeJS.ProcessEnv): Egress {
  const proxyFor = proxyFrom(env);
  // The check of the input has already reported a text that is not a path.
  if (!caFile || !isPath(caFile)) return { proxyFor };
  return { proxyFor, ca: { text: readAuthorities(caFile), file: resolve(caFile) } };
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

function readAuthorities(given: string): string {
  try {
    const text = readSmallFile(given);
    const certificates = text.match(CERTIFICATE) ?? [];
    if (certificates.length === 0) throw new Error('it contains no certificate');
    // TLS ignores a broken certificate without an error, and trusts the others.
    for (const certificate of certificates) new X509Certificate(certificate);
    return text;
  } catch (error) {
    const allowed = `the path of a PEM file with certificates (${(error as Error).message})`;
    throw new InputError([{ input: 'ca-file', given, allowed }]);
  }
}
