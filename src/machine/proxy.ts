import { Refusal } from '../core/download.ts';

type Environment = Record<string, string | undefined>;

/**
 * The proxy for an address, as HTTPS_PROXY, HTTP_PROXY and NO_PROXY have it, each also in small letters; undefined where
 * it is to be reached directly. curl, Go and others read them so.
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
    throw new Refusal(`${variable} of the environment is not an address of an http proxy`);
  };
}

/** `example.com` is for what is below it, too; `host:443` for that port alone; `*` for everything. */
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
