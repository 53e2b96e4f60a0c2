import { hasCredentials } from '../../printable.ts';
import { certificatesIn } from './certificates.ts';
import type { Credentials } from './credentials.ts';
import { ensure, flag, pem, text } from './fields.ts';
import type { Entry } from './kubeconfig.ts';

/** The part of the credentials that a cluster entry of a kubeconfig gives. */
export type ClusterPart = Pick<
  Credentials,
  'server' | 'ca' | 'tlsServerName' | 'skipTlsVerify' | 'proxyUrl'
>;

const PROXIES = ['http:', 'https:', 'socks5:'];

/** Reads a cluster entry with the rules of kubectl. */
export function readCluster(entry: Entry): ClusterPart {
  const server = text(entry, 'server').replace(/\/+$/, '');
  ensure(server !== '', 'whose cluster has a server');
  ensure(!hasCredentials(server), 'whose server URL contains no user or password');
  const { protocol = '' } = URL.parse(server) ?? {};
  const isUrl = ['http:', 'https:'].includes(protocol);
  ensure(isUrl, 'whose server is a URL that begins with https:// or http://');
  const proxyUrl = text(entry, 'proxy-url') || undefined;
  const proxy = proxyUrl ? URL.parse(proxyUrl) : undefined;
  const isProxy = !proxyUrl || (proxy && PROXIES.includes(proxy.protocol) && proxy.hostname);
  ensure(Boolean(isProxy), 'whose proxy-url begins with http://, https:// or socks5://');
  const ca = pem(entry, 'certificate-authority');
  const skipTlsVerify = flag(entry, 'insecure-skip-tls-verify');
  const tlsServerName = text(entry, 'tls-server-name') || undefined;
  if (protocol === 'http:') return { server, proxyUrl };
  const must = 'without a certificate authority if insecure-skip-tls-verify is true';
  ensure(!(ca && skipTlsVerify), must);
  const isAuthority = !ca || certificatesIn(ca).length > 0;
  ensure(isAuthority, 'whose certificate authority is a PEM certificate');
  return { server, proxyUrl, tlsServerName, skipTlsVerify, ca };
}
