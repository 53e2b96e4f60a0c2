import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import type { Credentials } from '../config/credentials.ts';

type Target = Pick<Credentials, 'proxyUrl' | 'tlsServerName'>;

/** The host of a URL; an IPv6 address without its brackets. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** The name that must be in the certificate of the server. */
export const nameOf = (server: URL, { tlsServerName }: Target): string =>
  tlsServerName ?? bareHost(server);

/** Agents for proxies lose the name. As an option of a request, the check would prevent the reuse of connections. */
const identityCheck = (server: URL, target: Target) => ({
  checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
    checkServerIdentity(nameOf(server, target), certificate),
});

/**
 * Returns an agent that reuses connections: a TLS handshake costs more than the rest of a request. `tls` also applies to
 * a proxy that is reached by https, as in kubectl.
 */
export function agentFor(server: URL, credentials: Target, tls: RequestOptions): HttpAgent {
  const { proxyUrl, tlsServerName } = credentials;
  const identity = identityCheck(server, credentials);
  const options = { keepAlive: true, ...identity };
  const isHttps = server.protocol === 'https:';
  if (!proxyUrl) return isHttps ? new HttpsAgent(options) : new HttpAgent(options);
  // In Go, the proxy resolves the name of the server, which socks-proxy-agent calls socks5h.
  if (proxyUrl.startsWith('socks5:'))
    return new SocksProxyAgent(proxyUrl.replace(/^socks5:/, 'socks5h:'), options);
  // In Go, a server name also applies to the proxy.
  const proxyRequestOptions = { ...tls, ...(tlsServerName && identity) } as object;
  const through = isHttps ? HttpsProxyAgent : HttpProxyAgent;
  return new through({ ...options, proxy: proxyUrl, proxyRequestOptions }) as HttpAgent;
}
