import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { Egress } from '../core/egress.ts';
import { InputError } from '../core/errors.ts';
import { proxyFrom } from './proxy.ts';
import { isPath, readSmallFile } from './small-file.ts';

/**
 * The way to the internet that `ca-file` and the environment describe.
 *
 * @throws InputError where the file is not what it has to be.
 */
export function chooseEgress(caFile: string | undefined, env: NodeJS.ProcessEnv): Egress {
  const proxyFor = proxyFrom(env);
  // A text that is no path is a problem of the input already.
  if (!caFile || !isPath(caFile)) return { proxyFor };
  return { proxyFor, ca: { text: readAuthorities(caFile), file: resolve(caFile) } };
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

function readAuthorities(given: string): string {
  try {
    const text = readSmallFile(given);
    const certificates = text.match(CERTIFICATE) ?? [];
    if (certificates.length === 0) throw new Error('it has no certificate');
    // A connection would say nothing of a broken one, and trust the others.
    for (const certificate of certificates) new X509Certificate(certificate);
    return text;
  } catch (error) {
    const allowed = `the path of a file with certificates as PEM (${(error as Error).message})`;
    throw new InputError([{ input: 'ca-file', given, allowed }]);
  }
}
