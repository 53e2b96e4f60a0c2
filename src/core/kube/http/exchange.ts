import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { type HostAccess, requestOptions } from './access.ts';
import { unreachable } from './unreachable.ts';

/** A request to a path of the API server. */
export interface Outgoing {
  method: string;
  path: string;
  headers?: object;
  body?: string | Uint8Array | undefined;
  signal?: AbortSignal | undefined;
}

/** What comes of a request: its answer, or something else if the caller asked for an upgrade. */
type Wait<T> = (request: ClientRequest) => Promise<T>;

const UNAUTHORIZED = 401;

/**
 * Sends a request and returns the answer when its headers have come. Tries again after a 401 with newer credentials.
 *
 * @throws UnreachableError if no answer comes.
 */
export const exchange = (access: HostAccess, outgoing: Outgoing): Promise<IncomingMessage> =>
  send(access, outgoing, answerTo, (answer) => answer);

/** The same for another kind of answer. `refusal` returns the plain answer in it, if there is one. */
export async function send<T>(
  access: HostAccess,
  outgoing: Outgoing,
  wait: Wait<T>,
  refusal: (result: T) => IncomingMessage | undefined,
): Promise<T> {
  const used = await access.options();
  const result = await once(access, used, outgoing, wait);
  const answer = refusal(result);
  if (answer?.statusCode !== UNAUTHORIZED || !(await access.renew(used))) return result;
  answer.resume();
  return once(access, await access.options(), outgoing, wait);
}

async function once<T>(
  access: HostAccess,
  used: RequestOptions,
  outgoing: Outgoing,
  wait: Wait<T>,
): Promise<T> {
  const { body, signal } = outgoing;
  // Node sends neither a length nor chunks for the body of a DELETE, so that the server would not read it.
  const length = body ? { 'Content-Length': Buffer.byteLength(body) } : {};
  const headers = { ...outgoing.headers, ...length };
  const start = access.server.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = start({
    ...requestOptions(access, used, { ...outgoing, headers }),
    ...(signal && { signal }),
  });
  const waiting = wait(request);
  request.end(body);
  try {
    return await waiting;
  } catch (error) {
    const isLost = (error as NodeJS.ErrnoException).code === 'ECONNRESET' && request.reusedSocket;
    // The server, or something before it, had closed a connection that was not used for a while.
    if (isLost && outgoing.method !== 'POST') return once(access, used, outgoing, wait);
    throw unreachable(error as Error);
  }
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', resolve).once('error', reject);
  return promise;
}
