import { Agent } from 'node:https';
import { getCACertificates } from 'node:tls';
import { HttpsProxyAgent } from 'hpagent';

/** How this machine reaches the internet to download files. */
export interface Egress {
  /** Certification authorities to trust in addition to those of Node. */
  ca?: {
    /** PEM. */
    text: string;
    /** Path of a file with the same content, for programs such as helm. */
    file: string;
  };
  /** Returns the address of the proxy for `url`, or undefined if there is none. The address may contain a password. */
  proxyFor?: (url: URL) => string | undefined;
}

/** Returns an agent for one https request. */
export function agentFor(url: URL, { ca, proxyFor }: Egress): Agent {
  // The `ca` option of Node replaces the default authorities, so they are listed again.
  const trust = ca && { ca: [...getCACertificates('default'), ca.text] };
  const proxy = proxyFor?.(url);
  if (!proxy) return new Agent({ ...trust });
  return new HttpsProxyAgent({ proxy, ...trust, ...(trust && { proxyRequestOptions: trust }) });
}
