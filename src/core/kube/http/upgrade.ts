import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { HostAccess } from './access.ts';
import { send } from './exchange.ts';
import { HostError, statusMessage } from './request.ts';

/** Time limit for the host's answer, in milliseconds. */
const TIMEOUT = 10_000;

/** Either the upgraded connection, or the answer of a host that refuses. */
type Upgraded = { socket: Duplex } | { answer: IncomingMessage };

/**
 * Opens a connection to the host's API server and upgrades it to SPDY/3.1.
 *
 * @throws HostError if the host refuses; another Error if it does not answer in time.
 */
export async function upgradeHost(access: HostAccess, path: string): Promise<Duplex> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'SPDY/3.1',
    'X-Stream-Protocol-Version': 'portforward.k8s.io',
  };
  const upgraded = await send(access, { method: 'POST', path, headers }, upgradeOf, (result) =>
    'answer' in result ? result.answer : undefined,
  );
  if ('socket' in upgraded) return upgraded.socket;
  const { answer } = upgraded;
  throw refusal(answer.statusCode ?? 0, await text(answer));
}

function upgradeOf(upgrade: ClientRequest): Promise<Upgraded> {
  const { promise, resolve, reject } = Promise.withResolvers<Upgraded>();
  upgrade.setTimeout(TIMEOUT, () => upgrade.destroy(new Error('the host does not answer')));
  upgrade.once('error', reject);
  upgrade.once('response', (answer) => resolve({ answer }));
  upgrade.once('upgrade', (_answer, socket, head) => {
    socket.setTimeout(0);
    socket.setNoDelay(true);
    if (head.length > 0) socket.unshift(head);
    resolve({ socket });
  });
  return promise;
}

const refusal = (status: number, body: string): HostError =>
  new HostError(status, statusMessage({ status, body }));
