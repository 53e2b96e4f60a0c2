import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { makeCertificates } from '../../src/core/install/certificates.ts';

export interface FakeApi extends AsyncDisposable {
  /** Points to this server, trusts its certificate, and has a client certificate. */
  kubeConfig: KubeConfig;
  /** The HTTPS server, for anything but plain requests, such as an upgrade. */
  server: ReturnType<typeof createServer>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let made: ReturnType<typeof makeCertificates> | undefined;

/** Created once for all servers of a test file, because it takes a while. */
export const certificates = (): ReturnType<typeof makeCertificates> => {
  made ??= makeCertificates({ name: 'fake' });
  return made;
};

/** Starts an API server over TLS on loopback, for what a real one cannot be made to do. */
export async function startFakeApi(answer: Answer): Promise<FakeApi> {
  const files = await certificates();
  const server = createServer(
    {
      cert: files['apiserver.crt'],
      key: files['apiserver.key'],
      ca: files['ca.crt'],
      requestCert: true,
      // Some clients use a token instead.
      rejectUnauthorized: false,
    },
    answer,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString((files['admin.conf'] ?? '').replace(/:6443/, `:${port}`));
  return {
    kubeConfig,
    server,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
