import type { IncomingMessage } from 'node:http';
import type { KubeConfig } from '@kubernetes/client-node';
import { accessOf } from '../kube/cluster-config.ts';
import type { HostAccess } from '../kube/http/access.ts';
import { exchange } from '../kube/http/exchange.ts';
import { HostError, statusMessage } from '../kube/http/request.ts';

/** The time limit of one request, in milliseconds. A cluster that responds at all responds sooner. */
const REQUEST_TIMEOUT = 5_000;
const LONGEST_LIST = 16_000_000;

/** Reads texts from an API server. Limits the time and the size of each. */
export class ApiReader {
  readonly #access: HostAccess;
  readonly #signal: AbortSignal;

  constructor(kubeConfig: KubeConfig, signal: AbortSignal) {
    this.#access = accessOf(kubeConfig);
    this.#signal = signal;
  }

  /** Returns the objects of the list at `path`, or the single object there. */
  async objects<T>(path: string): Promise<T[]> {
    const answer = JSON.parse(await this.end(path, LONGEST_LIST));
    return answer.items ?? [answer];
  }

  /** Returns the last `bytes` of the text at `path`. If the text is longer, the result starts at the start of a line. */
  async end(path: string, bytes: number): Promise<string> {
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT);
    const signal = AbortSignal.any([this.#signal, timeout]);
    try {
      const answer = await exchange(this.#access, { method: 'GET', path, signal });
      const text = await lastOf(answer, bytes);
      const { statusCode: status = 0 } = answer;
      if (status === 200) return text;
      throw new HostError(status, statusMessage({ status, body: text }));
    } catch (error) {
      if (this.#signal.aborted) throw new Error('there was no time left to read it');
      if (timeout.aborted) throw new Error(`no response within ${REQUEST_TIMEOUT / 1_000} s`);
      throw error;
    }
  }
}

async function lastOf(answer: IncomingMessage, bytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  let cut = false;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    while (length - (chunks[0]?.length ?? 0) > bytes) {
      length -= chunks.shift()?.length ?? 0;
      cut = true;
    }
  }
  const text = Buffer.concat(chunks).toString();
  return cut ? text.slice(text.indexOf('\n') + 1) : text;
}
