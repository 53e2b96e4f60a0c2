import { existsSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Credentials, Impersonation } from './credentials.ts';
import { ensure, isHeaderValue, mapping, pem, readFile, text, texts } from './fields.ts';
import type { Entry } from './kubeconfig.ts';
import { expiryOf } from './token-expiry.ts';

/** The part of the credentials that a user entry of a kubeconfig gives, without a credential plugin. */
export type UserPart = Pick<
  Credentials,
  'cert' | 'key' | 'token' | 'tokenFile' | 'username' | 'password'
>;

/** Reads a user entry with the rules of kubectl. */
export function readUser(entry: Entry): UserPart {
  const [username, password] = [text(entry, 'username'), text(entry, 'password')];
  const own = text(entry, 'token');
  const oneMethod = !(own && (username || password));
  ensure(oneMethod, 'whose user has either a token, or a username and password');
  return {
    ...certificateOf(entry),
    ...(username && { username, password }),
    ...tokenOf(entry, own),
  };
}

function certificateOf(entry: Entry): UserPart {
  const cert = pem(entry, 'client-certificate');
  if (!cert) return {};
  const key = pem(entry, 'client-key');
  ensure(key !== undefined, 'whose client-certificate has a client-key');
  ensure(isPair(cert, key), 'whose client-certificate and client-key are PEM and belong together');
  return { cert, key };
}

function isPair(cert: string, key: string | undefined): boolean {
  try {
    return Boolean(createSecureContext({ cert, ...(key && { key }) }));
  } catch {
    return false;
  }
}

function tokenOf(entry: Entry, own: string): UserPart {
  const tokenFile = text(entry, 'tokenFile') || undefined;
  const token = tokenIn(tokenFile, own) || own || providedToken(entry);
  ensure(!tokenFile || Boolean(token), `whose token file ${tokenFile} is not empty`);
  ensure(isHeaderValue(token ?? ''), 'whose token is a single line');
  return token ? { token, tokenFile } : {};
}

/** The content of the file wins. Only beside a token may the file be missing. */
function tokenIn(file: string | undefined, own: string): string | undefined {
  if (!file || (own && !existsSync(file))) return undefined;
  return readFile(file).trim();
}

/** kubectl renews an OIDC token and writes it to the kubeconfig. A copy of it on a runner would not get the new one. */
function providedToken(entry: Entry): string | undefined {
  const provider = mapping(entry, 'auth-provider');
  if (!provider) return undefined;
  const name = text(provider, 'name');
  ensure(name === 'oidc', `without the auth-provider ${name}, which kubectl does not have either`);
  const token = text(mapping(provider, 'config') ?? {}, 'id-token');
  const isFresh = (expiryOf(token) ?? 0) > Date.now();
  ensure(isFresh, 'whose auth-provider oidc has an id-token that has not expired');
  return token;
}

/** Reads for whom the user acts, or undefined if it acts for itself. */
export function readImpersonation(entry: Entry): Impersonation | undefined {
  const user = text(entry, 'as');
  const [uid, groups] = [text(entry, 'as-uid'), texts(entry, 'as-groups')];
  const byKey = mapping(entry, 'as-user-extra') ?? {};
  const extra = Object.fromEntries(Object.keys(byKey).map((key) => [key, texts(byKey, key)]));
  const values = [user, uid, ...groups, ...Object.values(extra).flat()];
  const isNobody = values.join('') === '' && groups.length === 0 && Object.keys(extra).length === 0;
  ensure(Boolean(user) || isNobody, 'with `as` if it has as-uid, as-groups or as-user-extra');
  ensure(
    values.every(isHeaderValue),
    'whose as, as-uid, as-groups and as-user-extra are single lines',
  );
  if (!user) return undefined;
  return {
    user,
    ...(uid && { uid }),
    ...(groups.length > 0 && { groups }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}
