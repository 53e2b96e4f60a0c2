import { Agent, type RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, requestTo, type VirtualApi } from './virtual-api.ts';

export interface Load {
  path: string;
  /** Requests per second, started at even intervals, whether or not the earlier ones have ended. */
  perSecond: number;
  seconds: number;
}

/** The outcome of one request. */
export interface Outcome {
  /** When it was sent first, by `performance.now()`. */
  begun: number;
  /** Duration in milliseconds. */
  took: number;
  /** The body of a 200. */
  body?: string;
  /** Why there is no body, and when: `begun at 12.3 s, ended after 0.1 s: HTTP 503`. */
  failure?: string;
  /** Whether it was sent a second time. */
  retried: boolean;
}

/** Sends half of the requests on kept-alive connections, like client libraries, and half on new ones, like command-line tools. */
export async function steadyLoad(api: VirtualApi, load: Load): Promise<Outcome[]> {
  const pool = new Agent({ keepAlive: true, maxSockets: 32 });
  const start = performance.now();
  const outcomes: Promise<Outcome>[] = [];
  for (let index = 0; index < load.perSecond * load.seconds; index++) {
    await sleep(Math.max(0, start + (index * 1_000) / load.perSecond - performance.now()));
    outcomes.push(outcomeOf(api, load.path, index % 2 === 0 && pool, start));
  }
  return Promise.all(outcomes).finally(() => pool.destroy());
}

async function outcomeOf(
  api: VirtualApi,
  path: string,
  agent: Agent | false,
  start: number,
): Promise<Outcome> {
  const begun = performance.now();
  let retried = false;
  const answer = await answerTo(requestTo(api, path, agent))
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET') throw error;
      retried = true;
      return answerTo(requestTo(api, path));
    })
    .catch(({ message }: Error) => ({ wrong: `${retried ? 'sent twice, ' : ''}${message}` }));
  const took = performance.now() - begun;
  if ('body' in answer) return { begun, took, retried, body: answer.body };
  const when = `begun at ${seconds(begun - start)}, ended after ${seconds(took)}`;
  return { begun, took, retried, failure: `${when}: ${answer.wrong}` };
}

async function answerTo(options: RequestOptions): Promise<{ body: string } | { wrong: string }> {
  const { status, body } = await ask(options);
  return status === 200 ? { body } : { wrong: `HTTP ${status} ${body}` };
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

/** Returns the time that this share of the requests took at most, in whole milliseconds. */
export function percentile(outcomes: readonly Outcome[], share: number): number {
  const took = outcomes.map((outcome) => outcome.took).sort((a, b) => a - b);
  return Math.round(took[Math.ceil(share * took.length) - 1] ?? Number.NaN);
}

export const describeOutcomes = (outcomes: readonly Outcome[]): string[] => [
  `${outcomes.length} requests, ${outcomes.filter(({ failure }) => failure).length} failed`,
  `${outcomes.filter(({ retried }) => retried).length} sent twice`,
  `p50 ${percentile(outcomes, 0.5)} ms, p99 ${percentile(outcomes, 0.99)} ms`,
  `longest pause ${(percentile(outcomes, 1) / 1_000).toFixed(1)} s`,
];
