import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import type { Credentials } from '../config/credentials.ts';

/**
 * Returns an agent that reuses connections: a TLS handshake costs more than the rest of a request. `tls` also applies to
 * a proxy that is reached by https, as in kubectl.
 */
export function agentFor(
  server: URL,
  { proxyUrl, tlsServerName }: Pick<Credentials, 'proxyUrl' | 'tlsServerName'>,
  tls: RequestOptions,
): HttpAgent {
  const keepAlive = true;
  const isHttps = server.protocol === 'https:';
  if (!proxyUrl) return isHttps ? new HttpsAgent({ keepAlive }) : new HttpAgent({ keepAlive });
  // In Go, the proxy resolves the name of the server, which socks-proxy-agent calls socks5h.
  if (proxyUrl.startsWith('socks5:'))
    return new SocksProxyAgent(proxyUrl.replace(/^socks5:/, 'socks5h:'), { keepAlive });
  const { checkServerIdentity, ...others } = tls;
  const proxyRequestOptions = (tlsServerName ? tls : others) as object;
  const through = isHttps ? HttpsProxyAgent : HttpProxyAgent;
  return new through({ keepAlive, proxy: proxyUrl, proxyRequestOptions }) as HttpAgent;
}
