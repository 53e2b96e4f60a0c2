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

/** `example.com` also covers its subdomains, `host:443` only that port, `*` all hosts. */
function covers(exception: string, { hostname, port, protocol }: URL): boolean {
  if (exception === '*') return true;
  const host = hostname.replace(/^\[|\]$/g, '');
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  const [, name = '', wantedPort] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? [];
  if (exception.includes('::')) return exception === host;
  const domain = name.replace(/^\*?\./, '');
  return (
    (!wantedPort || wantedPort === actualPort) && (host === domain || host.endsWith(`.${domain}`))
  );
}
