import { mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { create } from 'tar';
import { InputError } from '../../src/core/errors.ts';
import type { Host } from '../../src/core/host.ts';
import { checkValues, locateChart } from '../../src/core/release/chart.ts';
import type { Values } from '../../src/core/release/values.ts';
import { newFolder } from '../support/folder.ts';

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

/** A chart as a folder and as a package, with more in it than the schema. */
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

describe("values that the chart's schema", () => {
  test('allows are fine', async () => {
    await using chart = await makeChart(JSON.stringify(schema));
    for (const form of chart.forms) {
      await checkValues(form, { sync: { ingresses: { enabled: true } }, replicas: 1 });
    }
  });

  test('refuses are all told, each by its key', async () => {
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

test('a chart without a schema takes any values; those of its subcharts do not count', async () => {
  await using chart = await makeChart();
  for (const form of chart.forms) await checkValues(form, { anything: 1 });
});

describe('the chart', () => {
  const locate = (chart: string) => locateChart({} as Host, '0.30.0', chart);

  test('at a path is used where it is', async () => {
    await using chart = await makeChart();
    for (const form of chart.forms) expect(await locate(form)).toBe(form);
  });

  test('at a path where nothing is, is a problem of the input', async () => {
    await expect(locate('/nowhere/chart.tgz')).rejects.toMatchObject({
      problems: [{ input: 'chart', given: '/nowhere/chart.tgz' }],
    });
  });

  test('that is no chart is a problem of the input, before there is anything', async () => {
    await using folder = await newFolder();
    const bomb = join(folder.path, 'bomb.tgz');
    await writeFile(bomb, gzipSync(Buffer.alloc(30_000_000)));
    const text = join(folder.path, 'text.tgz');
    await writeFile(text, 'no package');
    for (const [path, allowed] of [
      [folder.path, 'a vcluster chart (there is no Chart.yaml in it)'],
      ['/dev/zero', 'a vcluster chart (it is neither a file nor a folder)'],
      [bomb, 'a vcluster chart (it is too large for a chart)'],
      [text, 'a vcluster chart (incorrect header check)'],
    ] as const) {
      await expect(locate(path)).rejects.toMatchObject({ problems: [{ input: 'chart', allowed }] });
    }
  });

  test('whose path looks like an option of helm is given as a path', async () => {
    await using chart = await makeChart();
    const path = relative('.', chart.forms[0] ?? '');
    expect(isAbsolute(await locate(path))).toBe(true);
  });
});
