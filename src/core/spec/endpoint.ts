/** The address of an API server for clients. */
export interface Endpoint {
  /** DNS name or IP address; an IPv6 address without brackets. */
  host: string;
  /** Undefined if it follows from how the cluster is exposed. */
  port?: number | undefined;
}

/** The end of the sentence "… must be …" in a message about an endpoint. */
export const ENDPOINTS =
  'HOST or HOST:PORT, such as {name}.clusters.example.com, 203.0.113.7 or [2001:db8::7]:6443';

const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})*$`);

/** Placeholder for the cluster's name, so that one text works for several clusters. */
const NAME = '{name}';

/** Parses an endpoint for the cluster `name`; undefined if the text is invalid. */
export function parseEndpoint(text: string, name: string): Endpoint | undefined {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text.replaceAll(NAME, name)) ?? [];
  const host = bracketed ?? plain ?? '';
  const port = digits === undefined ? undefined : Number(digits);
  const isHost = bracketed ? URL.canParse(`https://[${bracketed}]`) : HOST.test(host);
  if (!isHost || port === 0 || (port ?? 0) > 65_535) return undefined;
  return port === undefined ? { host } : { host, port };
}

/** Returns the URL of the API server at an endpoint. */
export function urlOf({ host, port = 443 }: Endpoint): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
