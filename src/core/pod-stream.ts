import { Duplex } from 'node:stream';
import WebSocket from 'ws';
import type { HostAccess } from './host-access.ts';

const PROTOCOL = 'v4.channel.k8s.io';

/** Channels of that protocol; each begins with a frame of two bytes, its port. */
const DATA = 0;
const ERROR = 1;

export interface PodPort {
  namespace: string;
  pod: string;
  port: number;
}

/** A raw connection to a port of a pod, through the host's API server: its pod port-forward, one WebSocket a stream. */
export async function openPodStream(
  access: HostAccess,
  { namespace, pod, port }: PodPort,
): Promise<Duplex> {
  const options = { ...(await access.options()), perMessageDeflate: false };
  const server = access.server.href.replace(/\/$/, '');
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/portforward?ports=${port}`;
  const socket = new WebSocket(server.replace(/^http/, 'ws') + path, PROTOCOL, options);
  // Listening before it is open: the first frames may come along with the answer to the handshake.
  const stream = streamOf(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    stream.once('error', reject);
  });
  return stream;
}

function streamOf(socket: WebSocket): Duplex {
  const stream = new Duplex({
    read: () => socket.resume(),
    write: (chunk: Buffer, _encoding, done) =>
      socket.send(Buffer.concat([Buffer.of(DATA), chunk]), done),
    // The protocol has no half-close.
    final: (done) => {
      socket.close();
      done();
    },
    destroy: (error, done) => {
      socket.terminate();
      done(error);
    },
  });
  const begun = new Set<number>();
  socket.on('message', (message: Buffer) => {
    const channel = message[0] ?? DATA;
    const frame = message.subarray(1);
    if (!begun.has(channel)) begun.add(channel);
    else if (channel === ERROR) stream.destroy(new Error(frame.toString().trim()));
    else if (channel === DATA && !stream.push(frame)) socket.pause();
  });
  socket.on('close', () => stream.push(null));
  socket.on('error', (error) => stream.destroy(error));
  return stream;
}
