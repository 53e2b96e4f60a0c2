import { BlockList, isIP } from 'node:net';
import { Refusal } from '../core/download.ts';

type Environment = Record<string, string | undefined>;

/**
 * Returns the proxy for a URL by HTTPS_PROXY, HTTP_PROXY and NO_PROXY, each also in lower case; undefined for a direct
 * connection. curl, Go and other programs read the variables in the same way.
 */
export function proxyFrom(env: Environment): (url: URL) => string | undefined {
  const read = (name: string) => env[name.toLowerCase()] || env[name];
  const exceptions = (read('NO_PROXY') ?? '')
    .split(/[,\s]+/)
    .filter(Boolean)
    .map((it) => it.toLowerCase());
  return (url) => {
    if (exceptions.some((it) => covers(it, url))) return undefined;
    const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
    const proxy = read(variable);
    if (!proxy) return undefined;
    const address = proxy.includes('://') ? proxy : `http://${proxy}`;
    if (/^https?:$/.test(URL.parse(address)?.protocol ?? '')) return address;
    throw new Refusal(`the environment variable ${variable} is not the URL of an HTTP proxy`);
  };
}

/**
 * `example.com` also covers its subdomains, `host:443` only that port, `10.0.0.0/8` all addresses of that range, `*` all
 * hosts. As in curl and Go, a name is not resolved: a range covers only hosts that are given as addresses.
 */
function covers(exception: string, { hostname, port, protocol }: URL): boolean {
  if (exception === '*') return true;
  const host = hostname.replace(/^\[|\]$/g, '');
  if (exception.includes('/')) return isInRange(host, exception);
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  const [, name = '', wantedPort] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? [];
  if (exception.includes('::')) return exception === host;
  const domain = name.replace(/^\*?\./, '');
  return (
    (!wantedPort || wantedPort === actualPort) && (host === domain || host.endsWith(`.${domain}`))
  );
}

function isInRange(host: string, range: string): boolean {
  const [network = '', prefix = ''] = range.split('/');
  const family = isIP(network);
  const bits = Number(prefix);
  const isRange = family > 0 && /^\d+$/.test(prefix) && bits <= (family === 4 ? 32 : 128);
  if (!isRange || isIP(host) !== family) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const addresses = new BlockList();
  addresses.addSubnet(network, bits, type);
  return addresses.check(host, type);
}
