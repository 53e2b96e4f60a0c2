import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { Backoff } from './backoff.ts';
import { agentFor, type Egress } from './egress.ts';
import { rootMessage } from './errors.ts';
import { printableUrl } from './printable.ts';
import type { Clock, Log } from './runtime.ts';

export interface Downloading {
  log: Pick<Log, 'info'>;
  clock: Pick<Clock, 'sleep'>;
  egress?: Egress | undefined;
  signal: AbortSignal;
}

/** A failure that a further attempt cannot change. */
export class Refusal extends Error {}

const ATTEMPTS = 4;
const MOST_REDIRECTS = 5;

/** Downloads an https address into a file, at most `largest` bytes. Retries temporary failures. */
export async function downloadFile(
  address: string,
  path: string,
  largest: number,
  downloading: Downloading,
): Promise<void> {
  const { egress = {}, signal } = downloading;
  await tryAgain(`Download of ${printableUrl(address)}`, downloading, async () => {
    const body = await open(new URL(address), egress, signal, MOST_REDIRECTS);
    await pipeline(body, (chunks) => limited(chunks, largest), createWriteStream(path), { signal });
  });
}

/** Runs `work` until it succeeds: at most four attempts, with pauses of up to one, two and four seconds between them. */
export async function tryAgain<T>(
  what: string,
  { log, clock, signal }: Omit<Downloading, 'egress'>,
  work: () => Promise<T>,
): Promise<T> {
  const backoff = new Backoff({ first: 1_000, longest: 4_000 });
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || error instanceof Refusal || signal.aborted) throw error;
      log.info(`${what} failed (${reasonOf(error)}); retrying`);
      await clock.sleep(backoff.next(), signal).catch(() => {});
    }
  }
}

/** Returns the reason of a failure. A connection that fails at several addresses has an error without a message. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? rootMessage(error) : String(error)) ||
  (error as NodeJS.ErrnoException).code ||
  'unknown reason';

async function open(
  url: URL,
  egress: Egress,
  signal: AbortSignal,
  redirects: number,
): Promise<IncomingMessage> {
  if (url.protocol !== 'https:')
    throw new Refusal(`it redirects to ${printableUrl(url.href)}, which is not https`);
  const request = get(url, { agent: agentFor(url, egress), signal });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const { statusCode = 0, headers } = response;
  if (statusCode === 200) return response;
  response.destroy();
  if (statusCode < 300 || statusCode >= 400 || !headers.location) throw failure(statusCode);
  if (redirects === 0) throw new Refusal('too many redirects');
  return open(new URL(headers.location, url), egress, signal, redirects - 1);
}

function failure(status: number): Error {
  const isFinal = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return new (isFinal ? Refusal : Error)(`HTTP ${status}`);
}

async function* limited(
  chunks: AsyncIterable<Uint8Array>,
  largest: number,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > largest) throw new Refusal('it is too large');
    yield chunk;
  }
}

/**
 * Checks the sha256 of a file, in hex, to detect a damaged or replaced download. `source` says where `expected` comes from.
 *
 * @throws Refusal with both checksums.
 */
export async function assertSha256(path: string, expected: string, source: string): Promise<void> {
  const actual = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  if (actual !== expected)
    throw new Refusal(`its sha256 is ${actual}, but ${source} is ${expected}`);
}

/** The errors of OpenSSL, and of Go in helm, for a certificate from an unknown certification authority. */
const UNKNOWN_AUTHORITY =
  /self-signed certificate|unable to (get|verify).* certificate|unknown authority/;

/** Returns the hint for a failed download: about `ca-file` if the certification authority is unknown, else `otherwise`. */
export const downloadHint = (reason: string, otherwise: string): string =>
  UNKNOWN_AUTHORITY.test(reason)
    ? 'Set `ca-file` to the certification authority of that address, or of the proxy in between.'
    : otherwise;
