import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { type WebSocket, WebSocketServer } from 'ws';
import { accessOf } from '../../src/core/host-access.ts';
import { openPodStream } from '../../src/core/pod-stream.ts';
import { sendJson, startFakeApi } from '../support/fake-api.ts';
import { receive } from '../support/receive.ts';

const DATA = 0;
const ERROR = 1;
const frame = (channel: number, content: Buffer | string) =>
  Buffer.concat([Buffer.of(channel), Buffer.from(content)]);

/** A host whose port-forward, after the frames that begin both channels, is `serve`. */
async function startHost(serve: (socket: WebSocket) => void) {
  const api = await startFakeApi((_, response) => sendJson(response, {}, 404));
  const asked: string[] = [];
  const sockets = new WebSocketServer({ server: api.server });
  sockets.on('connection', (socket, request) => {
    asked.push(`${request.url} ${socket.protocol}`);
    for (const channel of [DATA, ERROR]) socket.send(frame(channel, Buffer.of(0xfb, 0x20)));
    serve(socket);
  });
  return {
    asked,
    open: () =>
      openPodStream(accessOf(api.kubeConfig), { namespace: 'ci', pod: 'ci-1-abc', port: 8443 }),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

const echo = (socket: WebSocket) => socket.on('message', (message) => socket.send(message));

test('the port of the pod is asked for, by the protocol of Kubernetes', async () => {
  await using host = await startHost(echo);
  (await host.open()).destroy();
  expect(host.asked).toEqual([
    '/api/v1/namespaces/ci/pods/ci-1-abc/portforward?ports=8443 v4.channel.k8s.io',
  ]);
});

test('some megabytes come back as they were sent', async () => {
  await using host = await startHost(echo);
  const stream = await host.open();
  const sent = randomBytes(4_000_000);
  stream.write(sent);
  expect((await receive(stream, sent.length)).equals(sent)).toBe(true);
});

test('what the pod says at once, along with the handshake, is not lost', async () => {
  await using host = await startHost((socket) => {
    socket.send(frame(DATA, 'hello'));
    socket.close();
  });
  expect(await text(await host.open())).toBe('hello');
});

test("the host's error breaks the stream, with its words", async () => {
  await using host = await startHost((socket) => socket.send(frame(ERROR, 'connection refused\n')));
  const stream = await host.open();
  const [error] = await once(stream, 'error');
  expect(error).toMatchObject({ message: 'connection refused' });
});

test('ending the stream ends the connection', async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  await using host = await startHost((socket) => socket.once('close', resolve));
  (await host.open()).end();
  await closed;
});

test('a host that refuses is an error, not a stream', async () => {
  const api = await startFakeApi((_, response) => sendJson(response, {}, 404));
  await using _ = api;
  api.server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
  const opened = openPodStream(accessOf(api.kubeConfig), { namespace: 'ci', pod: 'gone', port: 1 });
  await expect(opened).rejects.toThrow('404');
});
