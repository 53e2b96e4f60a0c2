import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { getCACertificates } from 'node:tls';
import { certificatesIn } from '../config/certificates.ts';
import type { Credentials } from '../config/credentials.ts';
import { agentFor, bareHost, nameOf } from './agent.ts';
import { type PluginCredential, pluginCredential } from './exec-credential.ts';
import { authorization, impersonation } from './headers.ts';

/** Access to an API server. All requests to the host cluster are made with one. */
export interface HostAccess {
  /** Address of the API server; it may have a path. */
  readonly server: URL;
  /** CA, credentials and proxy for one request. Called for each request, because tokens are renewed. */
  options(): Promise<RequestOptions>;
  /**
   * Call it after the API server refused the credentials in `used`. Returns whether there are newer ones; a credential
   * plugin runs again for that.
   */
  renew(used: RequestOptions): Promise<boolean>;
}

/** Returns the access with these credentials. It includes no client-node, because the keeper has to stay small. */
export function accessFrom(credentials: Credentials): HostAccess {
  const server = new URL(credentials.server);
  const tls = server.protocol === 'https:' ? tlsOptions(credentials, server) : {};
  const agent = agentFor(server, credentials, tls);
  const plugin = credentials.exec ? pluginCredential(credentials.exec) : undefined;
  // An agent for an HTTP proxy puts the host into an address, where an IPv6 address needs its brackets.
  const hostname = /^http/.test(credentials.proxyUrl ?? '') ? server.hostname : bareHost(server);
  const common = { ...tls, agent, hostname };
  const options = async () => ({ ...common, ...(await identity(credentials, plugin)) });
  return {
    server,
    options,
    async renew(used) {
      if (isOther(await options(), used)) return true;
      if (!plugin) return false;
      await plugin.renew();
      return isOther(await options(), used);
    },
  };
}

const isOther = (now: RequestOptions, used: RequestOptions): boolean =>
  now.cert !== used.cert || authorizationIn(now) !== authorizationIn(used);

const authorizationIn = ({ headers }: RequestOptions) =>
  (headers as Record<string, string> | undefined)?.Authorization;

function tlsOptions(credentials: Credentials, server: URL): RequestOptions {
  const { ca, cert, key, skipTlsVerify } = credentials;
  const name = nameOf(server, credentials);
  return {
    // Comments and other blocks, which kubectl skips, would end the list for OpenSSL.
    ca: ca ? certificatesIn(ca) : machineAuthorities(),
    cert,
    key,
    // Go trusts each certificate of the list, also one that another authority issued.
    allowPartialTrustChain: true,
    rejectUnauthorized: !skipTlsVerify,
    // An empty name is not sent; an address must not be.
    servername: isIP(name) ? '' : name,
  } as RequestOptions;
}

let machine: string[] | undefined;

function machineAuthorities(): string[] {
  machine ??= [...getCACertificates('default'), ...getCACertificates('system')];
  return machine;
}

async function identity(
  credentials: Credentials,
  plugin: PluginCredential | undefined,
): Promise<RequestOptions> {
  const acting = impersonation(credentials.impersonate);
  if (!plugin) {
    const token = await currentToken(credentials);
    return { headers: { ...authorization(token, credentials), ...acting } };
  }
  const { token, clientCertificateData: cert, clientKeyData: key } = await plugin.current();
  const headers = { ...authorization(token, {} as Credentials), ...acting };
  return { headers, ...(cert && { cert, key }) };
}

/** Like kubectl, goes on with the last known token while the file cannot be read. */
async function currentToken({ token, tokenFile }: Credentials): Promise<string | undefined> {
  if (!tokenFile) return token;
  const read = await readFile(tokenFile, 'utf8').catch(() => '');
  return read.trim() || token;
}

/** Returns the options of `http.request` for one request to a path of the API server. */
export function requestOptions(
  { server }: HostAccess,
  options: RequestOptions,
  { method, path, headers }: { method: string; path: string; headers?: object },
): RequestOptions {
  return {
    ...options,
    method,
    port: server.port || (server.protocol === 'https:' ? 443 : 80),
    path: server.pathname.replace(/\/$/, '') + path,
    headers: { ...headers, ...(options.headers as object) },
  };
}
