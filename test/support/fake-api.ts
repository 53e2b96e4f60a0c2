import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { makeCertificates } from '../../src/core/install/certificates.ts';

export interface FakeApi extends AsyncDisposable {
  /** Leads here, trusts its certificate, and has a client certificate of its own. */
  kubeConfig: KubeConfig;
  /** For what is no plain request, such as a WebSocket. */
  server: ReturnType<typeof createServer>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Made once for all servers of a test file, since that takes a while. */
let certificates: ReturnType<typeof makeCertificates> | undefined;

/** An API server over TLS on loopback, for what cannot be provoked on a real one. */
export async function startFakeApi(answer: Answer): Promise<FakeApi> {
  certificates ??= makeCertificates({ name: 'fake' });
  const files = await certificates;
  const server = createServer(
    {
      cert: files['apiserver.crt'],
      key: files['apiserver.key'],
      ca: files['ca.crt'],
      requestCert: true,
      // Others come with a token.
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
