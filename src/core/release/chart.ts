import { createWriteStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { ClusterError, InputError } from '../errors.ts';
import type { Host } from '../host.ts';
import { apiMessage } from '../kube.ts';
import { printableUrl } from '../printable.ts';
import { readFromChart } from './chart-package.ts';
import type { Values } from './values.ts';

const officialChart = (name: string, version: string): string =>
  `https://charts.loft.sh/charts/${name}-${version}.tgz`;

const DOWNLOAD_ATTEMPTS = 4;
/** Of all attempts together, in milliseconds. */
const DOWNLOAD_TIMEOUT = 60_000;
/** In bytes. The official chart has 60 KB. */
const LARGEST_DOWNLOAD = 20_000_000;

/** A path that helm can install: `chart` itself, or the package downloaded into the work folder. */
export async function locateChart(
  host: Host,
  name: string,
  version: string,
  chart?: string,
): Promise<string> {
  const source = chart ?? officialChart(name, version);
  const remote = source.startsWith('https://');
  // Absolute, since helm takes what begins with "-" for an option.
  const path = remote ? await download(host, source) : resolve(source);
  const problem = await problemOf(path);
  if (!problem) return path;
  const given = remote ? printableUrl(source) : source;
  throw new InputError([{ input: 'chart', given, allowed: `a vcluster chart (${problem})` }]);
}

/** Why this is no chart: what helm would find out when the namespace is there already. */
async function problemOf(path: string): Promise<string | undefined> {
  try {
    const description = await readFromChart(path, 'Chart.yaml');
    return description === undefined ? 'there is no Chart.yaml in it' : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function download(host: Host, address: string): Promise<string> {
  const url = printableUrl(address);
  const signal = AbortSignal.any([host.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT)]);
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchInto(join(host.workDir, 'vcluster-chart.tgz'), address, signal);
    } catch (error) {
      const why = apiMessage(error);
      if (attempt === DOWNLOAD_ATTEMPTS || error instanceof Refusal || signal.aborted) {
        throw new ClusterError(`Could not download the chart ${url}: ${why}`, {
          hint: 'Check that this vcluster-version exists, or give `chart` a path or an address that you can reach.',
          cause: error,
        });
      }
      host.log.info(`Download of ${url} failed (${why}); trying again`);
      await host.clock.sleep(500 * 2 ** attempt, signal).catch(() => {});
    }
  }
}

/** An answer that will be the same next time. */
class Refusal extends Error {}

async function fetchInto(path: string, address: string, signal: AbortSignal): Promise<string> {
  const { ok, status, body } = await fetch(address, { signal });
  const isFinal = status >= 400 && status < 500 && status !== 408 && status !== 429;
  if (isFinal) throw new Refusal(`HTTP ${status}`);
  if (!ok || !body) throw new Error(`HTTP ${status}`);
  await pipeline(Readable.fromWeb(body), limited, createWriteStream(path));
  return path;
}

async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > LARGEST_DOWNLOAD) throw new Refusal('it is too large for a chart');
    yield chunk;
  }
}

/** Checks values against the chart's own `values.schema.json`; all problems go into one `InputError`. */
export async function checkValues(chart: string, values: Values): Promise<void> {
  const schema = await readFromChart(chart, 'values.schema.json');
  if (!schema) return;
  const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false });
  if (ajv.validate(parseSchema(schema), values)) return;
  const problems = new Map((ajv.errors ?? []).map((error) => [keyOf(error), allowedBy(error)]));
  throw new InputError(
    [...problems].map(([key, allowed]) => ({ input: `values: ${key}`, allowed })),
  );
}

function parseSchema(text: string): object {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError([
      { input: 'chart', allowed: 'a chart whose values.schema.json is a JSON schema' },
    ]);
  }
}

const keyOf = ({ instancePath, params }: ErrorObject): string =>
  [...instancePath.split('/').slice(1), params.additionalProperty].filter(Boolean).join('.') ||
  '(top)';

const allowedBy = ({ keyword, message = keyword }: ErrorObject): string => {
  if (keyword === 'additionalProperties') return 'left out: this chart has no such key';
  return message.startsWith('must be ')
    ? message.slice('must be '.length)
    : `such that it ${message}`;
};
