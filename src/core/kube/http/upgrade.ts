import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type HostAccess, requestOptions } from './access.ts';
import { HostError, statusMessage } from './request.ts';

/** Time limit for the host's answer, in milliseconds. */
const TIMEOUT = 10_000;

/**
 * Opens a connection to the host's API server and upgrades it to SPDY/3.1.
 *
 * @throws HostError if the host refuses; another Error if it does not answer in time.
 */
export async function upgradeHost(access: HostAccess, path: string): Promise<Duplex> {
  const options = await requestOptions(access, 'POST', path, {
    Connection: 'Upgrade',
    Upgrade: 'SPDY/3.1',
    'X-Stream-Protocol-Version': 'portforward.k8s.io',
  });
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const upgrade = request(options);
  upgrade.setTimeout(TIMEOUT, () => upgrade.destroy(new Error('the host does not answer')));
  upgrade.once('error', reject);
  upgrade.once('response', (answer) => {
    text(answer).then((body) => reject(refusal(answer.statusCode ?? 0, body)), reject);
  });
  upgrade.once('upgrade', (_answer, socket, head) => {
    socket.setTimeout(0);
    socket.setNoDelay(true);
    if (head.length > 0) socket.unshift(head);
    resolve(socket);
  });
  upgrade.end();
  return promise;
}

const refusal = (status: number, body: string): HostError =>
  new HostError(status, statusMessage({ status, body }));
