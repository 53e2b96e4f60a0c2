import { text } from 'node:stream/consumers';
import type { HostAccess } from './access.ts';
import { exchange } from './exchange.ts';
import { parseObject, parseStatus, type StatusDetails } from './status.ts';

/** One request to the host's API server. */
export interface HostRequest {
  method: 'GET' | 'PATCH' | 'DELETE';
  /** Path and query, beginning with `/api` or `/apis`. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Content type of the body, such as one of Kubernetes' patch types. */
  contentType?: string;
  /** The `Accept` header. Default is the complete answer as JSON. */
  accept?: string;
  /** Time limit for the complete answer, in milliseconds. Default ten seconds. */
  timeout?: number;
}

const NO = { about: undefined, retryAfter: undefined };

/** An answer of the API server with an error status. */
export class HostError extends Error {
  override name = 'HostError';
  readonly status: number;
  /** The object that the API server names; undefined if something in front of it answered. */
  readonly about: StatusDetails | undefined;
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined;

  constructor(status: number, message: string, more: Pick<HostError, 'about' | 'retryAfter'> = NO) {
    super(message);
    this.status = status;
    this.about = more.about;
    this.retryAfter = more.retryAfter;
  }
}

const TIMEOUT = 10_000;

/**
 * Sends a request and returns the JSON of the answer.
 *
 * @throws HostError for an answer with an error status; another Error if no answer comes in time.
 */
export async function askHost<T>(access: HostAccess, request: HostRequest): Promise<T> {
  const { timeout = TIMEOUT } = request;
  const signal = AbortSignal.timeout(timeout);
  const answer = await send(access, request, signal).catch((error: Error) => {
    throw signal.aborted ? new Error(`no answer within ${timeout / 1_000} s`) : error;
  });
  if (answer.status < 300) return JSON.parse(answer.body) as T;
  const about = parseStatus(answer.body)?.details;
  const { retryAfter } = answer;
  throw new HostError(answer.status, statusMessage(answer), { about, retryAfter });
}

export interface Answer {
  status: number;
  body: string;
  retryAfter?: string | undefined;
}

async function send(access: HostAccess, asked: HostRequest, signal: AbortSignal): Promise<Answer> {
  const { method, path, contentType = 'application/json', accept = 'application/json' } = asked;
  const body = asked.body === undefined ? '' : JSON.stringify(asked.body);
  const headers = {
    Accept: accept,
    ...(body && { 'Content-Type': contentType }),
  };
  const answer = await exchange(access, { method, path, headers, body, signal });
  const { statusCode: status = 0 } = answer;
  return { status, body: await text(answer), retryAfter: answer.headers['retry-after'] };
}

/** Returns the message of an error answer, whose body is a Status object unless a proxy sent it. */
export function statusMessage({ status, body }: Answer): string {
  return parseObject(body)?.message ?? `HTTP ${status}`;
}
