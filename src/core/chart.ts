import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { list } from 'tar';
import { ClusterError, InputError } from './errors.ts';
import type { Host } from './host.ts';
import { apiMessage } from './kube.ts';
import type { Values } from './values.ts';

const officialChart = (version: string): string =>
  `https://charts.loft.sh/charts/vcluster-${version}.tgz`;

const DOWNLOAD_ATTEMPTS = 4;
/** An answer that stays the same, other than 408 (too slow) and 429 (too often). */
const REFUSED = /^HTTP 4(?!08|29)/;

/** A path that helm can install: `chart` itself, or the package downloaded into the work folder. */
export async function locateChart(host: Host, version: string, chart?: string): Promise<string> {
  const source = chart ?? officialChart(version);
  if (source.startsWith('https://')) return download(host, source);
  if (await stat(source).catch(() => undefined)) return source;
  throw new InputError([
    { input: 'chart', given: source, allowed: 'a chart package or folder that exists' },
  ]);
}

async function download(host: Host, url: string): Promise<string> {
  const path = join(host.workDir, 'vcluster-chart.tgz');
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, { signal: host.signal });
      if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
      await pipeline(Readable.fromWeb(response.body), createWriteStream(path));
      return path;
    } catch (error) {
      const why = apiMessage(error);
      if (attempt === DOWNLOAD_ATTEMPTS || REFUSED.test(why) || host.signal.aborted) {
        throw new ClusterError(`Could not download the chart ${url}: ${why}`, {
          hint: 'Check that this vcluster-version exists, or give `chart` a path or an address that you can reach.',
          cause: error,
        });
      }
      host.log.info(`Download of ${url} failed (${why}); trying again`);
      await host.clock.sleep(500 * 2 ** attempt, host.signal);
    }
  }
}

/** Checks values against the chart's own `values.schema.json`; all problems go into one `InputError`. */
export async function checkValues(chart: string, values: Values): Promise<void> {
  const schema = await readSchema(chart);
  if (!schema) return;
  const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false });
  if (ajv.validate(JSON.parse(schema), values)) return;
  const problems = new Map((ajv.errors ?? []).map((error) => [keyOf(error), allowedBy(error)]));
  throw new InputError(
    [...problems].map(([key, allowed]) => ({ input: `values: ${key}`, allowed })),
  );
}

async function readSchema(chart: string): Promise<string | undefined> {
  if ((await stat(chart)).isDirectory()) {
    return readFile(join(chart, 'values.schema.json'), 'utf8').catch(() => undefined);
  }
  let schema: Promise<string> | undefined;
  await list({
    file: chart,
    onReadEntry: (entry) => {
      if (/^[^/]+\/values\.schema\.json$/.test(entry.path)) {
        schema = entry.concat().then((bytes) => bytes.toString());
      }
    },
  });
  return schema;
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
