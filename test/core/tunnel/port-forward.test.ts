import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { accessOf } from '../../../src/core/kube/cluster-config.ts';
import { openTransport } from '../../../src/core/tunnel/open-transport.ts';
import { PortForward } from '../../../src/core/tunnel/port-forward.ts';
import { isRefusal } from '../../../src/core/tunnel/refusal.ts';
import { eventually } from '../../support/eventually.ts';
import { sendJson, startFakeApi } from '../../support/fake-api.ts';
import { receive } from '../../support/receive.ts';
import { type PeerEvents, type PeerStream, startSpdyHost } from '../../support/spdy-host.ts';

const pod = { namespace: 'ci', name: 'ci-1-abc' };

async function startHost(events: PeerEvents) {
  const host = await startSpdyHost(events);
  const forward = new PortForward(openTransport(accessOf(host.kubeConfig)), pod);
  return {
    ...host,
    forward,
    async [Symbol.asyncDispose]() {
      forward[Symbol.dispose]();
      await host[Symbol.asyncDispose]();
    },
  };
}

const isData = ({ headers }: PeerStream): boolean => headers.streamtype === 'data';

/** Returns the data of each data stream on the same stream. */
const echo: PeerEvents = {
  data: (stream, data, fin) => isData(stream) && stream.send(data, fin),
};

test('requests the pod by the protocol of Kubernetes, and the port by a pair of streams', async () => {
  const opened: Record<string, string>[] = [];
  await using host = await startHost({
    opened: ({ headers }) => void opened.push(headers),
    ...echo,
  });
  const stream = await host.forward.open(8443);
  stream.write('x');
  await receive(stream, 1);
  expect(host.asked).toEqual([
    'POST /api/v1/namespaces/ci/pods/ci-1-abc/portforward SPDY/3.1 portforward.k8s.io',
  ]);
  expect(opened).toEqual([
    { streamtype: 'error', port: '8443', requestid: '1' },
    { streamtype: 'data', port: '8443', requestid: '1' },
  ]);
});

test('several megabytes arrive unchanged on many streams of one connection', async () => {
  await using host = await startHost(echo);
  const sent = Array.from({ length: 20 }, () => randomBytes(300_000));
  const received = await Promise.all(
    sent.map(async (bytes) => {
      const stream = await host.forward.open(8443);
      stream.write(bytes);
      return receive(stream, bytes.length);
    }),
  );
  expect(received.every((bytes, index) => bytes.equals(sent[index] as Buffer))).toBe(true);
  expect(host.asked).toHaveLength(1);
});

test('each side ends separately, and the other side can continue', async () => {
  await using host = await startHost({
    data: (stream, _data, fin) => {
      if (isData(stream) && fin) stream.send('last words', true);
    },
  });
  const stream = await host.forward.open(8443);
  stream.end('first words');
  expect(await text(stream)).toBe('last words');
});

test("the host's error is the error of the stream", async () => {
  await using host = await startHost({
    opened: (stream) => !isData(stream) && stream.send('connection refused\n', true),
  });
  const stream = await host.forward.open(8443);
  const [error] = await once(stream, 'error');
  expect(error).toMatchObject({ message: 'connection refused' });
});

test('a stream that the host resets fails, and the next stream works', async () => {
  let first = true;
  await using host = await startHost({
    opened: (stream) => {
      if (isData(stream) && first) stream.reset();
      if (isData(stream)) first = false;
    },
    ...echo,
  });
  const [error] = await once(await host.forward.open(8443), 'error');
  expect(error).toMatchObject({ message: 'the host reset the stream' });
  const stream = await host.forward.open(8443);
  stream.write('x');
  expect((await receive(stream, 1)).toString()).toBe('x');
});

test('a stream that the client destroys is reset on the host', async () => {
  const { promise: reset, resolve } = Promise.withResolvers<PeerStream>();
  await using host = await startHost({ reset: (stream) => isData(stream) && resolve(stream) });
  (await host.forward.open(8443)).destroy();
  expect((await reset).headers).toMatchObject({ port: '8443' });
});

test('the streams of a lost connection fail, and the next stream opens a new connection', async () => {
  await using host = await startHost(echo);
  const broken = once(await host.forward.open(8443), 'error');
  host.cut();
  expect(await broken).toMatchObject([{ message: expect.any(String) }]);
  const stream = await host.forward.open(8443);
  stream.write('x');
  expect((await receive(stream, 1)).toString()).toBe('x');
  expect(host.asked).toHaveLength(2);
});

test('an unanswered stream of a silent peer fails soon', async () => {
  await using host = await startHost(echo);
  const first = await host.forward.open(8443);
  first.write('x');
  first.on('error', () => {});
  await once(first, 'data');
  host.fallSilent();
  const [error] = await once(await host.forward.open(8443), 'error');
  expect(error).toMatchObject({ message: 'the host does not respond to pings' });
  // The network may recover, so a stream that has received data waits longer.
  expect(first.destroyed).toBe(false);
}, 20_000);

test('after a refused port, existing streams keep their connection and new streams use another one', async () => {
  await using host = await startHost({
    opened: (stream) =>
      !isData(stream) && stream.headers.port === '1' && stream.send('connection refused', true),
    ...echo,
  });
  const lasting = await host.forward.open(8443);
  await once(await host.forward.open(1), 'error');
  const next = await host.forward.open(8443);
  for (const stream of [lasting, next]) {
    stream.write('x');
    expect((await receive(stream, 1)).toString()).toBe('x');
  }
  expect(host.asked).toHaveLength(2);
});

test('a stream behind a blocked worker of the host fails soon, and other streams continue', async () => {
  await using host = await startHost({
    answers: (ping) => ping % 5 !== 3,
    data: (stream, data) => stream.headers.port === '1' && stream.send(data),
  });
  const active = await host.forward.open(1);
  active.write('x');
  active.on('error', () => {});
  await once(active, 'data');
  const [error] = await once(await host.forward.open(2), 'error');
  expect(error).toMatchObject({ message: 'the host does not respond to pings' });
  expect(active.destroyed).toBe(false);
}, 20_000);

test('the buffer of an unread stream is limited, and other streams continue', async () => {
  let stop = false;
  const { promise: stuck, resolve } = Promise.withResolvers<void>();
  await using host = await startHost({
    opened: (stream) => {
      if (!isData(stream) || stop) return;
      stop = true;
      for (let sent = 0; sent < 80; sent++) stream.send(Buffer.alloc(100_000));
      resolve();
    },
    ...echo,
  });
  const lazy = await host.forward.open(8443);
  await stuck;
  await eventually(
    async () => lazy.readableLength,
    (length) => length > 4_000_000,
  );
  const stream = await host.forward.open(8443);
  stream.write('x');
  expect((await receive(stream, 1)).toString()).toBe('x');
  expect(lazy.readableLength).toBeLessThan(5_000_000);
  expect((await receive(lazy, 8_000_000)).length).toBeGreaterThanOrEqual(8_000_000);
});

test('an error of the host keeps its status and message', async () => {
  const api = await startFakeApi((_, response) => sendJson(response, { message: 'no pod' }, 404));
  await using _ = api;
  api.server.on('upgrade', (_request, socket) => {
    const body = JSON.stringify({ message: 'no pod' });
    socket.end(`HTTP/1.1 404 Not Found\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  const opened = new PortForward(openTransport(accessOf(api.kubeConfig)), pod).open(1);
  await expect(opened).rejects.toMatchObject({ status: 404, message: 'no pod' });
});

/** Opens `count` connections at once, and sends a byte on each. */
const burst = (forward: PortForward, count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const stream = await forward.open(8443);
      stream.write('x');
      await once(stream, 'data');
      // The end of the test breaks it.
      return stream.on('error', () => {});
    }),
  );

test('a burst shares no connection to the host among more than a hundred, and leaves one of them', async () => {
  await using host = await startHost(echo);
  const streams = await burst(host.forward, 1_000);
  expect(host.asked).toHaveLength(10);
  // The last ten use the places that became free.
  await Promise.all(streams.slice(0, 10).map((stream) => once(stream.destroy(), 'close')));
  await burst(host.forward, 10);
  expect(host.asked).toHaveLength(10);
  for (const stream of streams) stream.destroy();
  expect(
    await eventually(
      async () => host.connected(),
      (count) => count <= 2,
    ),
  ).toBeLessThanOrEqual(2);
}, 30_000);

test('a burst while the host refuses fails as a whole, and the next connection works', async () => {
  let refuses = true;
  await using host = await startHost({ ...echo, refuses: () => (refuses ? 502 : undefined) });
  const opened = Array.from({ length: 250 }, () => host.forward.open(8443));
  const results = await Promise.allSettled(opened);
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(250);
  refuses = false;
  expect(await burst(host.forward, 1)).toHaveLength(1);
});

test('a reader that stands still loses its stream if it delays others', async () => {
  let stalled: PeerStream | undefined;
  await using host = await startHost({
    opened: (stream) => {
      if (isData(stream)) stalled ??= stream;
    },
    ...echo,
  });
  const lazy = await host.forward.open(8443);
  const [busy] = await burst(host.forward, 1);
  for (let sent = 0; sent < 80; sent++) stalled?.send(Buffer.alloc(100_000));
  await eventually(
    async () => lazy.readableLength,
    (length) => length > 4_000_000,
  );
  busy?.write('y');
  const [[error], [data]] = await Promise.all([
    once(lazy, 'error'),
    once(busy as NonNullable<typeof busy>, 'data'),
  ]);
  expect(error).toMatchObject({ message: expect.stringContaining('its reader stands still') });
  expect(String(data)).toBe('y');
  expect(host.asked).toHaveLength(1);
});

test('a slow reader keeps its stream, and the others on its connection go on', async () => {
  let slow: PeerStream | undefined;
  await using host = await startHost({
    opened: (stream) => {
      if (isData(stream)) slow ??= stream;
    },
    ...echo,
  });
  const stream = (await host.forward.open(8443)).on('error', () => {});
  const [busy] = await burst(host.forward, 1);
  for (let sent = 0; sent < 80; sent++) slow?.send(Buffer.alloc(100_000));
  const answered = once(busy as NonNullable<typeof busy>, 'data');
  await eventually(
    async () => stream.readableLength,
    (length) => length > 4_000_000,
  );
  busy?.write('y');
  let read = 0;
  const reading = setInterval(() => {
    read += (stream.read(Math.min(200_000, stream.readableLength)) as Buffer | null)?.length ?? 0;
  }, 100);
  await answered;
  await eventually(
    async () => read,
    (length) => length === 8_000_000,
  );
  clearInterval(reading);
  expect(read).toBe(8_000_000);
}, 20_000);

test('where SPDY is refused, it is carried in a WebSocket, and SPDY is not tried again', async () => {
  await using host = await startHost({
    ...echo,
    refuses: (protocol) => (protocol === 'websocket' ? undefined : 403),
  });
  const sent = randomBytes(3_000_000);
  const stream = await host.forward.open(8443);
  stream.write(sent);
  expect(sent.equals(await receive(stream, sent.length))).toBe(true);
  const broken = once(await host.forward.open(8443), 'error');
  host.cut();
  await broken;
  await burst(host.forward, 1);
  const path = '/api/v1/namespaces/ci/pods/ci-1-abc/portforward';
  const webSocket = `GET ${path} websocket SPDY/3.1+portforward.k8s.io`;
  expect(host.asked).toEqual([`POST ${path} SPDY/3.1 portforward.k8s.io`, webSocket, webSocket]);
});

test('the streams of a lost WebSocket fail', async () => {
  await using host = await startHost({
    refuses: (protocol) => (protocol === 'websocket' ? undefined : 501),
  });
  const broken = once(await host.forward.open(8443), 'error');
  host.cut();
  expect(await broken).toMatchObject([{ message: expect.any(String) }]);
});

test.each([
  // Both are final.
  { spdy: 403, websocket: 400, status: 403, refused: true },
  // One of them may succeed later.
  { spdy: 403, websocket: 502, status: 502, refused: false },
  { spdy: 502, websocket: 403, status: 502, refused: false },
])('SPDY refused with $spdy and WebSockets with $websocket: a refusal is $refused', async (row) => {
  await using host = await startHost({
    refuses: (protocol) => (protocol === 'websocket' ? row.websocket : row.spdy),
  });
  const error = await host.forward.open(8443).catch((reason) => reason);
  expect(error).toMatchObject({ status: row.status });
  expect(isRefusal(error)).toBe(row.refused);
  if (row.refused)
    expect(error.message).toBe(
      'refused by the host with 403 (in a WebSocket: refused by the host with 400)',
    );
});
