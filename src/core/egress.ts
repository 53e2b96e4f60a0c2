import { Agent } from 'node:https';
import { getCACertificates } from 'node:tls';
import { HttpsProxyAgent } from 'hpagent';

/** The way from this machine to the internet, for what is downloaded. */
export interface Egress {
  /** Certification authorities that are trusted besides those of Node. */
  ca?: {
    /** PEM. */
    text: string;
    /** Path of a file with the same, for programs. */
    file: string;
  };
  /** Address of the proxy for `url`, which may hold a password; undefined where there is none. */
  proxyFor?: (url: URL) => string | undefined;
}

/** For one request over https. */
export function agentFor(url: URL, { ca, proxyFor }: Egress): Agent {
  // One that is given takes the place of all others.
  const trust = ca && { ca: [...getCACertificates('default'), ca.text] };
  const proxy = proxyFor?.(url);
  if (!proxy) return new Agent({ ...trust });
  return new HttpsProxyAgent({ proxy, ...trust, ...(trust && { proxyRequestOptions: trust }) });
}
