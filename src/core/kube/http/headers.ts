import type { OutgoingHttpHeaders } from 'node:http';
import type { Credentials, Impersonation } from '../config/credentials.ts';

/** Returns the header with which a user identifies itself. Without a token or username, a certificate may do that. */
export function authorization(token: string | undefined, { username, password }: Credentials) {
  if (token) return { Authorization: utf8(`Bearer ${token}`) };
  if (!username) return {};
  const both = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  return { Authorization: `Basic ${both}` };
}

/** Returns the headers with which a user acts for another one. */
export function impersonation(impersonate: Impersonation | undefined): OutgoingHttpHeaders {
  if (!impersonate) return {};
  const { user, uid, groups, extra = {} } = impersonate;
  const extras = Object.entries(extra).map(([key, values]) => [
    `Impersonate-Extra-${escapeKey(key)}`,
    values.map(utf8),
  ]);
  return {
    'Impersonate-User': utf8(user),
    ...(uid && { 'Impersonate-Uid': utf8(uid) }),
    ...(groups && { 'Impersonate-Group': groups.map(utf8) }),
    ...Object.fromEntries(extras),
  };
}

/** Node sends each character of a header as one byte, kubectl sends UTF-8. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

/** Escapes the bytes that the name of a header cannot have, and the escape character. */
const escapeKey = (key: string): string =>
  utf8(key).replace(
    /[^\w!#$&'*+\-.^`|~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
