import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { create } from 'tar';
import { locateChart } from '../../../src/core/chart/chart.ts';
import { officialChart } from '../../../src/core/chart/official-chart.ts';
import type { Values } from '../../../src/core/chart/values-input.ts';
import { checkValues } from '../../../src/core/chart/values-schema.ts';
import { InputError } from '../../../src/core/errors.ts';
import type { ProgramResult, Runtime } from '../../../src/core/runtime.ts';
import { SteppedClock } from '../../support/clock.ts';
import { newFolder } from '../../support/folder.ts';
import { startSite } from '../../support/https-site.ts';
import { recordingLog } from '../../support/log.ts';

const OFFICIAL = officialChart('vcluster', '0.30.0');

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $defs: { Toggle: { type: 'object', properties: { enabled: { type: 'boolean' } } } },
  type: 'object',
  additionalProperties: false,
  properties: {
    sync: {
      type: 'object',
      additionalProperties: false,
      properties: { ingresses: { $ref: '#/$defs/Toggle' } },
    },
    replicas: { type: 'integer' },
  },
};

/** Creates a chart as a folder and as a package, with other files next to the schema. */
async function makeChart(schemaText?: string) {
  const folder = await newFolder();
  const chart = join(folder.path, 'small');
  await mkdir(join(chart, 'charts', 'inner'), { recursive: true });
  await writeFile(join(chart, 'Chart.yaml'), 'name: small');
  await writeFile(join(chart, 'charts', 'inner', 'values.schema.json'), '{ "not": {} }');
  if (schemaText) await writeFile(join(chart, 'values.schema.json'), schemaText);
  const file = join(folder.path, 'small-1.0.0.tgz');
  await create({ gzip: true, file, cwd: folder.path }, ['small']);
  return { forms: [chart, file], [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

async function problemsOf(chart: string, values: Values) {
  const error: unknown = await checkValues(chart, values).catch((thrown) => thrown);
  return error instanceof InputError ? error.problems : error;
}

describe("the chart's schema", () => {
  test('accepts valid values', async () => {
    await using chart = await makeChart(JSON.stringify(schema));
    for (const form of chart.forms) {
      await checkValues(form, { sync: { ingresses: { enabled: true } }, replicas: 1 });
    }
  });

  test('reports all invalid values, each by its key', async () => {
    await using chart = await makeChart(JSON.stringify(schema));
    const values = {
      sync: { ingress: {}, ingresses: { enabled: 'yes' } },
      replicas: '2',
      extra: 1,
    };
    for (const form of chart.forms) {
      const problems = await problemsOf(form, values);
      expect(problems).toHaveLength(4);
      expect(problems).toEqual(
        expect.arrayContaining([
          { input: 'values: sync.ingress', allowed: 'left out: this chart has no such key' },
          { input: 'values: sync.ingresses.enabled', allowed: 'boolean' },
          { input: 'values: replicas', allowed: 'integer' },
          { input: 'values: extra', allowed: 'left out: this chart has no such key' },
        ]),
      );
    }
  });
});

test('a chart without a schema accepts any values; schemas of its subcharts do not count', async () => {
  await using chart = await makeChart();
  for (const form of chart.forms) await checkValues(form, { anything: 1 });
});

describe('the chart', () => {
  const locate = (chart: string) => locateChart({} as Runtime, OFFICIAL, chart);

  test('at a path is used in place', async () => {
    await using chart = await makeChart();
    for (const form of chart.forms) expect(await locate(form)).toBe(form);
  });

  test('at a path that does not exist is a problem of the input', async () => {
    await expect(locate('/nowhere/chart.tgz')).rejects.toMatchObject({
      problems: [{ input: 'chart', given: '/nowhere/chart.tgz' }],
    });
  });

  test('that is not a chart is a problem of the input, before anything is created', async () => {
    await using folder = await newFolder();
    const bomb = join(folder.path, 'bomb.tgz');
    await writeFile(bomb, gzipSync(Buffer.alloc(30_000_000)));
    const text = join(folder.path, 'text.tgz');
    await writeFile(text, 'no package');
    for (const [path, allowed] of [
      [folder.path, 'a vcluster chart (it does not contain a Chart.yaml)'],
      ['/dev/zero', 'a vcluster chart (it is neither a file nor a folder)'],
      [bomb, 'a vcluster chart (it is too large for a chart)'],
      [text, 'a vcluster chart (incorrect header check)'],
    ] as const) {
      await expect(locate(path)).rejects.toMatchObject({ problems: [{ input: 'chart', allowed }] });
    }
  });

  test.each([
    ['version: 0.30.0', undefined],
    ['version: 1.2.3\nappVersion: v0.30.4', undefined],
    ['version: 0.29.1', '0.29.1'],
    ['version: 0.30.0\nappVersion: 0.36.1', '0.36.1'],
    // A folder of vcluster's source, and a chart that says nothing.
    ['version: 0.0.1\nappVersion: 0.0.1', undefined],
    ['name: small', undefined],
  ])('with %j and the values of 0.30 asks for vcluster-version: %s', async (text, wanted) => {
    await using folder = await newFolder();
    await writeFile(join(folder.path, 'Chart.yaml'), text);
    const located = locateChart({} as Runtime, { ...OFFICIAL, version: '0.30.0' }, folder.path);
    if (!wanted) return expect(await located).toBe(folder.path);
    const allowed = `${wanted}, the version of the chart ${folder.path}`;
    await expect(located).rejects.toMatchObject({
      problems: [{ input: 'vcluster-version', allowed }],
    });
  });

  test('whose path looks like an option of helm gets an absolute path', async () => {
    await using chart = await makeChart();
    const path = relative('.', chart.forms[0] ?? '');
    expect(isAbsolute(await locate(path))).toBe(true);
  });
});

describe('the official chart', () => {
  async function locateOn(sha256?: string) {
    await using chart = await makeChart();
    const content = await readFile(chart.forms[1] ?? '');
    await using site = await startSite((_, response) => void response.end(content));
    await using folder = await newFolder();
    const runtime = {
      workDir: folder.path,
      clock: new SteppedClock(),
      log: recordingLog(),
      signal: new AbortController().signal,
      egress: { ca: { text: site.ca, file: '/ca.pem' } },
    } as unknown as Runtime;
    const address = `https://localhost:${site.port}/vcluster-0.30.0.tgz`;
    const right = createHash('sha256').update(content).digest('hex');
    const official = { address, version: '0.30.0', sha256: sha256 ?? right };
    const found = await locateChart(runtime, official).catch((error: Error) => error);
    return typeof found === 'string' ? relative(folder.path, found) : found.message;
  }

  test('is used if its checksum is the known one', async () => {
    expect(await locateOn()).toBe('vcluster-chart.tgz');
  });

  test('is refused with another checksum', async () => {
    expect(await locateOn('0'.repeat(64))).toMatch(
      /Could not download the chart .*: its sha256 is .*, but the known one of this version is 0{64}/,
    );
  });

  test('has the checksum of the table', () => {
    expect(officialChart('vcluster', '0.30.0', { 'vcluster-0.30.0': 'abc' })).toEqual({
      address: 'https://charts.loft.sh/charts/vcluster-0.30.0.tgz',
      version: '0.30.0',
      sha256: 'abc',
    });
    expect(
      officialChart('vcluster', '0.29.0', { 'vcluster-0.30.0': 'abc' }).sha256,
    ).toBeUndefined();
  });
});

describe('a chart in a registry', () => {
  /** Locates a chart with a fake helm that runs `pull`. Returns the path or error, and helm's arguments. */
  async function locateBy(
    pull: (folder: string) => Promise<Partial<ProgramResult>>,
    chart: string,
    egress = {},
  ) {
    await using folder = await newFolder();
    const calls: string[][] = [];
    const runtime = {
      helm: '/opt/helm',
      workDir: folder.path,
      clock: new SteppedClock(),
      log: recordingLog(),
      signal: new AbortController().signal,
      egress,
      run: async (program: string, args: string[]) => {
        calls.push([program, ...args]);
        const result = await pull(args[args.indexOf('--destination') + 1] ?? '');
        return { exitCode: 0, stdout: '', stderr: '', ...result };
      },
    } as unknown as Runtime;
    const found = await locateChart(runtime, OFFICIAL, chart).catch((error: Error) => error);
    const outcome = typeof found === 'string' ? relative(folder.path, found) : found.message;
    const withoutFolder = (text: string) => text.replace(/.*\/chart-\w+/, 'FOLDER');
    return { outcome: withoutFolder(outcome), calls: calls.map((call) => call.map(withoutFolder)) };
  }

  const ADDRESS = 'oci://registry.example.com:5000/charts/vcluster';

  test.each([
    [`${ADDRESS}:0.31.0`, '0.31.0'],
    [ADDRESS, '0.30.0'],
  ])('%s is downloaded by helm in version %s', async (chart, version) => {
    await using small = await makeChart();
    const copy = async (folder: string) => {
      await copyFile(small.forms[1] ?? '', join(folder, 'vcluster.tgz'));
      return {};
    };
    const ca = { text: 'PEM', file: '/etc/ca.pem' };
    const { outcome, calls } = await locateBy(copy, chart, { ca });
    expect(outcome).toMatch(/^chart-\w+\/vcluster\.tgz$/);
    expect(calls).toEqual([
      [
        ...['/opt/helm', 'pull', ADDRESS, '--version', version],
        ...['--destination', 'FOLDER', '--ca-file', '/etc/ca.pem'],
      ],
    ]);
  });

  test('that does not exist is reported at once with the error of helm', async () => {
    const stderr = 'Error: registry.example.com:5000/charts/vcluster:0.30.0: not found\n';
    const { outcome, calls } = await locateBy(async () => ({ exitCode: 1, stderr }), ADDRESS);
    expect(outcome).toMatch(
      /^Could not download the chart oci:\/\/registry.*: not found\nCheck that/,
    );
    expect(calls).toHaveLength(1);
  });

  test('with a certificate authority that helm does not know names `ca-file`', async () => {
    const stderr = 'Error: tls: failed to verify certificate: x509: signed by unknown authority';
    const { outcome } = await locateBy(async () => ({ exitCode: 1, stderr }), ADDRESS);
    expect(outcome).toContain('Set `ca-file`');
  });

  test('that does not answer is retried', async () => {
    const stderr = 'Error: dial tcp: connection refused';
    const { outcome, calls } = await locateBy(async () => ({ exitCode: 1, stderr }), ADDRESS);
    expect(outcome).toContain('connection refused');
    expect(calls).toHaveLength(4);
  });
});
