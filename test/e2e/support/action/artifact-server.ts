import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { freePort } from '../../../support/free-port.ts';

/** How act is told to keep the artifacts of a run in a folder. */
export interface ArtifactServer extends AsyncDisposable {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
}

/**
 * Configures act's artifact server, behind a proxy. It differs from GitHub's in two ways: it refuses a request with a field that it does
 * not know (`mime_type`), and it does not encode the `=` in the signature of an upload URL, which the Azure client then drops.
 */
export async function startArtifactServer(folder: string): Promise<ArtifactServer> {
  const port = String(await freePort());
  const proxy = await startProxy(`http://127.0.0.1:${port}`);
  const address = ['--artifact-server-addr', '127.0.0.1', '--artifact-server-port', port];
  return {
    args: ['--artifact-server-path', folder, ...address],
    env: { ACTIONS_RUNTIME_URL: proxy.url },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

async function startProxy(target: string) {
  const server = createServer((request, response) => {
    forward(target, request).then(
      ({ status, body }) => response.writeHead(status, JSON_TYPE).end(body),
      (error: Error) => response.writeHead(502).end(error.message),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function forward(target: string, request: IncomingMessage) {
  const { mime_type: _, ...known } = JSON.parse(await text(request)) as Record<string, unknown>;
  const answer = await fetch(new URL(request.url ?? '', target), {
    method: 'POST',
    headers: { ...JSON_TYPE, authorization: request.headers.authorization ?? '' },
    body: JSON.stringify(known),
  });
  const body = (await answer.text()).replaceAll(/(?<=sig=[\w-]+)=(?=&|\\u0026)/g, '%3D');
  return { status: answer.status, body };
}
