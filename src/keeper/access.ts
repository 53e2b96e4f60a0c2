import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import type { HostAccess } from '../core/kube/http/access.ts';
import type { HostCredentials, Source } from '../core/kube/http/credentials.ts';
import { type ExecCredential, execCredential } from './exec-credential.ts';

/**
 * Returns the access with these credentials. Files are read for each request, because the kubelet renews mounted files.
 */
export function accessFrom(credentials: HostCredentials): HostAccess {
  const server = new URL(credentials.server);
  const exec = credentials.exec ? execCredential(credentials.exec) : noPlugin;
  const agent = agentFor(server, credentials.proxyUrl);
  return {
    server,
    async options() {
      const plugin = await exec();
      const token = plugin.token ?? (await read(credentials.token))?.trim();
      return {
        agent,
        ca: await read(credentials.ca),
        cert: plugin.clientCertificateData ?? (await read(credentials.cert)),
        key: plugin.clientKeyData ?? (await read(credentials.key)),
        rejectUnauthorized: !credentials.skipTLSVerify,
        ...(credentials.tlsServerName && { servername: credentials.tlsServerName }),
        ...(token && { headers: { Authorization: `Bearer ${token}` } }),
      };
    },
  };
}

const noPlugin = async (): Promise<ExecCredential> => ({});

async function read(source: Source | undefined): Promise<string | undefined> {
  if (!source) return undefined;
  return 'text' in source ? source.text : readFile(source.file, 'utf8');
}

/** Returns an agent that reuses connections: a TLS handshake costs more than the rest of the keeper's work. */
function agentFor(server: URL, proxy: string | undefined): Agent {
  if (!proxy) return new Agent({ keepAlive: true });
  const through = server.protocol === 'https:' ? HttpsProxyAgent : HttpProxyAgent;
  return new through({ keepAlive: true, proxy }) as Agent;
}
