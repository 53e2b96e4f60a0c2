import { readFileSync } from 'node:fs';
import { type Entry, isMapping } from './kubeconfig.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

/** Throws unless `holds`. `must` ends the sentence "must be a kubeconfig …". */
export function ensure(holds: unknown, must: string): asserts holds {
  if (!holds) throw new KubeconfigError(must);
}

/** Returns a text of an entry; an absent one is empty. */
export function text(entry: Entry, key: string): string {
  const value = entry[key] ?? '';
  if (typeof value !== 'string') throw new KubeconfigError(`whose ${key} is a string`);
  return value;
}

export function flag(entry: Entry, key: string): boolean {
  const value = entry[key] ?? false;
  if (typeof value !== 'boolean') throw new KubeconfigError(`whose ${key} is true or false`);
  return value;
}

export function texts(entry: Entry, key: string): string[] {
  const value = entry[key] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw new KubeconfigError(`whose ${key} is a list of strings`);
  return value;
}

export function mapping(entry: Entry, key: string): Entry | undefined {
  const value = entry[key] ?? undefined;
  if (value !== undefined && !isMapping(value))
    throw new KubeconfigError(`whose ${key} is a mapping`);
  return value;
}

export function mappings(entry: Entry, key: string): Entry[] {
  const value = entry[key] ?? [];
  if (!Array.isArray(value) || !value.every(isMapping))
    throw new KubeconfigError(`whose ${key} is a list of mappings`);
  return value;
}

const BASE64 = /^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/;

/** Returns PEM that stands in the entry (`KEY-data`, encoded) or in a file that it names (`KEY`). */
export function pem(entry: Entry, key: string): string | undefined {
  const data = text(entry, `${key}-data`).replace(/[\r\n]/g, '');
  const file = text(entry, key);
  ensure(!(data && file), `with only one of ${key} and ${key}-data`);
  if (file) return readFile(file);
  if (!data) return undefined;
  const decoded = Buffer.from(data, 'base64').toString();
  const must = `whose ${key}-data is base64-encoded PEM`;
  ensure(BASE64.test(data) && decoded.includes('-----BEGIN '), must);
  return decoded;
}

export function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new KubeconfigError(`whose file ${path} is readable`, { cause });
  }
}

/** Whether a text can be the value of a header. Such texts may be secret, so that no message quotes them. */
export const isHeaderValue = (value: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a header cannot contain
  !/[\x00-\x08\x0a-\x1f\x7f]/.test(value);
