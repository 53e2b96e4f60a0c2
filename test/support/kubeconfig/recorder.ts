import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import {
  issue,
  makeAuthority,
  type Pem,
  pemOf,
} from '../../../src/core/install/issue-certificate.ts';
import { sendJson } from '../fake-api.ts';
import { type FakeProxy, startHttpProxy, startSocksProxy } from './proxies.ts';

/** Who and what an API server saw in a request. */
export interface Seen {
  authorization?: string;
  /** Common name of the client certificate. */
  certificate?: string;
  /** Name that the client asked for in the TLS handshake. */
  servername?: string;
  /** Impersonation headers, sorted, as `name: value`. */
  acting?: string[];
  /** What the client asked a proxy for. */
  via?: string;
}

/** API servers on loopback that record who asks, and proxies to them. */
export interface Recorder extends AsyncDisposable {
  /** PEM of the authority, of the servers' certificate, of a client, and of an authority that signed nothing here. */
  ca: string;
  server: Pem;
  client: Pem;
  otherCa: string;
  https: number;
  http: number;
  proxies: Record<'http' | 'https' | 'socks5' | 'plain', FakeProxy>;
  /** Returns what was seen since the last call. */
  take(): Seen[];
}

export async function startRecorder(): Promise<Recorder> {
  const [authority, other] = await Promise.all([makeAuthority('a'), makeAuthority('other')]);
  const { crt: ca } = await pemOf(authority);
  const server = await issue(authority, {
    commonName: 'server',
    usage: 'server',
    dns: ['localhost', 'host.example'],
    ip: ['127.0.0.1', '::1'],
  });
  const client = await issue(authority, { commonName: 'a-client', usage: 'client' });
  const seen: Seen[] = [];
  const tls = { cert: server.crt, key: server.key };
  const secure = createServer({ ...tls, ca, requestCert: true, rejectUnauthorized: false });
  const plain = createHttpServer();
  for (const api of [secure, plain]) {
    api.on('request', (request, response) => {
      seen.push(seenIn(request));
      // An answer for `/version`, and an event for a watch.
      sendJson(response, { gitVersion: 'v1.34.0', type: 'ADDED', object: { metadata: {} } });
    });
    api.on('upgrade', (request, socket) => {
      seen.push(seenIn(request));
      socket.end(
        'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: SPDY/3.1\r\n\r\n',
      );
    });
    await once(api.listen(0, '::'), 'listening');
  }
  const https = (secure.address() as AddressInfo).port;
  const http = (plain.address() as AddressInfo).port;
  const proxies = {
    http: await startHttpProxy(https),
    https: await startHttpProxy(https, tls),
    socks5: await startSocksProxy(https),
    plain: await startSocksProxy(http),
  };
  const asked = () => Object.values(proxies).flatMap((proxy) => proxy.asked.splice(0));
  return {
    ca,
    server,
    client,
    otherCa: (await pemOf(other)).crt,
    https,
    http,
    proxies,
    take: () => {
      const [via] = asked();
      return seen.splice(0).map((it) => ({ ...it, ...(via && { via }) }));
    },
    async [Symbol.asyncDispose]() {
      for (const proxy of Object.values(proxies)) proxy.close();
      for (const api of [secure, plain]) api.close().closeAllConnections();
    },
  };
}

function seenIn({ headers, rawHeaders, socket }: IncomingMessage): Seen {
  const { authorization } = headers;
  const { servername } = socket as TLSSocket;
  const certificate = (socket as TLSSocket).getPeerCertificate?.().subject?.CN?.toString();
  const acting = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && /^impersonate-/i.test(name)
      ? [`${name.toLowerCase()}: ${utf8(rawHeaders[index + 1] ?? '')}`]
      : [],
  );
  return {
    ...(authorization && { authorization: utf8(authorization) }),
    ...(certificate && { certificate }),
    ...(servername && { servername }),
    ...(acting.length > 0 && { acting: acting.toSorted() }),
  };
}

const utf8 = (header: string): string => Buffer.from(header, 'latin1').toString();
