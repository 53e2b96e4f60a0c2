/** Where clients find an API server. */
export interface Endpoint {
  /** Name or address; an IPv6 address without brackets. */
  host: string;
  /** Undefined where it follows from how the cluster is exposed. */
  port?: number | undefined;
}

/** What follows "must be" in a message about an endpoint. */
export const ENDPOINTS =
  'HOST or HOST:PORT, as in {name}.clusters.example.com, 203.0.113.7 or [2001:db8::7]:6443';

const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})*$`);

/** What stands for the cluster's name, so that one text serves several clusters. */
const NAME = '{name}';

/** Undefined where it is none. */
export function parseEndpoint(text: string, name: string): Endpoint | undefined {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text.replaceAll(NAME, name)) ?? [];
  const host = bracketed ?? plain ?? '';
  const port = digits === undefined ? undefined : Number(digits);
  const isHost = bracketed ? URL.canParse(`https://[${bracketed}]`) : HOST.test(host);
  if (!isHost || port === 0 || (port ?? 0) > 65_535) return undefined;
  return port === undefined ? { host } : { host, port };
}

/** The URL of an API server there. */
export function urlOf({ host, port = 443 }: Endpoint): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
