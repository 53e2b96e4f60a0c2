import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ClusterError, InputError } from '../../src/core/errors.ts';
import type { ProgramResult, RunProgram } from '../../src/core/runtime.ts';
import { bundleCharts } from '../../src/workshop/bundle-charts.ts';
import { type Chart, fetchCharts, installCharts } from '../../src/workshop/charts.ts';
import { type Folder, newFolder } from '../support/folder.ts';

let folder: Folder;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

interface Call {
  args: readonly string[];
  env: Record<string, string>;
}

/** A runtime whose helm downloads every chart, or fails with the message `failure`. */
function helm({ failure = '', signal = new AbortController().signal } = {}) {
  const calls: Call[] = [];
  const run: RunProgram = async (_, args, { env = {} } = {}): Promise<ProgramResult> => {
    calls.push({ args, env });
    if (failure) return { exitCode: 1, stdout: '', stderr: `Error: ${failure}\n` };
    const to = args[args.indexOf('--destination') + 1];
    if (args[0] === 'pull') await writeFile(join(to ?? '', 'web-1.2.3.tgz'), '');
    return { exitCode: 0, stdout: '', stderr: '' };
  };
  return { calls, host: { helm: 'helm', run, workDir: folder.path, egress: {}, signal } };
}

const chartOf = (more: Partial<Chart>): Chart => ({
  ...{ name: 'web', chart: 'web', isLocal: false, namespace: 'shop' },
  ...more,
});

test.each([
  [{ repo: 'https://charts.example', version: '1.2.3' }, true],
  [{ chart: 'oci://registry.example/web', version: '1.2.3' }, true],
  [{ chart: 'mine/web', version: '1.2.3' }, false],
])('%j is downloaded once and becomes a path', async (more, ownCache) => {
  const { calls, host } = helm();
  const [fetched] = await fetchCharts(host, [chartOf(more)]);
  expect(fetched).toMatchObject({ name: 'web', namespace: 'shop', isLocal: true });
  expect(fetched?.chart).toMatch(/^\/.*\/web-1.2.3.tgz$/);
  expect(calls).toHaveLength(1);
  expect(calls[0]?.args).toEqual(expect.arrayContaining(['pull', '--version', '1.2.3']));
  // The repository `mine`, which `helm repo add` added, is in the user's own cache.
  expect('HELM_CACHE_HOME' in (calls[0]?.env ?? {})).toBe(ownCache);
});

test('a local chart is checked before anything is created', async () => {
  const { calls, host } = helm();
  const path = join(folder.path, 'web');
  expect(await fetchCharts(host, [chartOf({ chart: path, isLocal: true })])).toMatchObject([
    { chart: path, isLocal: true },
  ]);
  expect(calls.map(({ args }) => args)).toEqual([['show', 'chart', path]]);
  const broken = helm({ failure: 'Chart.yaml file is missing' });
  const check = fetchCharts(broken.host, [chartOf({ chart: path, isLocal: true })]);
  await expect(check).rejects.toThrow('Chart web cannot be read: Chart.yaml file is missing');
});

test('the error of a failed download contains the chart and the reason', async () => {
  const { host } = helm({ failure: 'not found' });
  await expect(fetchCharts(host, [chartOf({})])).rejects.toThrow(
    'Chart web could not be downloaded: not found',
  );
});

test('charts are installed with --wait, without a proxy, and with a values file that others cannot read', async () => {
  const { calls, host } = helm();
  const chart = chartOf({ chart: '/web.tgz', isLocal: true, values: { password: 'p' } });
  await installCharts(host, '/kubeconfig', [chart]);
  const valuesFile = join(folder.path, 'web.chart-values.json');
  expect(calls[0]?.args).toEqual([
    ...['upgrade', 'web', '/web.tgz', '--install', '--namespace', 'shop', '--create-namespace'],
    ...['--kubeconfig', '/kubeconfig', '--values', valuesFile, '--wait'],
  ]);
  expect(calls[0]?.env).toMatchObject({ HTTPS_PROXY: '', https_proxy: '' });
  expect(JSON.parse(await readFile(valuesFile, 'utf8'))).toEqual({ password: 'p' });
  expect((await stat(valuesFile)).mode & 0o777).toBe(0o600);
});

test.each([
  'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1',
  'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.replcas: field not declared in schema',
  'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replcas"',
  "values don't meet the specifications of the schema(s) in the following chart(s): web",
  'execution error at (web/templates/web.yaml:1:3): host is required',
  'parse error at (web/templates/web.yaml:3): unclosed action',
  'YAML parse error on web/templates/web.yaml: error converting YAML to JSON',
  'template: web/templates/web.yaml:2:4: executing "web.yaml" at <fromYaml>: error calling fromYaml',
])('a chart that no cluster accepts is an invalid input: %s', async (failure) => {
  const { host } = helm({ failure });
  const error = await installCharts(host, '/kubeconfig', [chartOf({})]).catch((it) => it);
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toContain(`charts: Chart web could not be installed: ${failure}`);
});

test('a chart that does not become ready is a failure of one seat', async () => {
  const { host } = helm({ failure: 'context deadline exceeded' });
  const error = await installCharts(host, '/kubeconfig', [chartOf({})]).catch((it) => it);
  expect(error).toBeInstanceOf(ClusterError);
});

test('an interruption does not wait for helm', async () => {
  const controller = new AbortController();
  const { host } = helm({ signal: controller.signal });
  const run: RunProgram = () => {
    controller.abort(new Error('SIGINT'));
    return new Promise(() => {});
  };
  const installing = installCharts({ ...host, run }, '/kubeconfig', [chartOf({})]);
  await expect(installing).rejects.toThrow('SIGINT');
});

test('a bundle contains local charts, and only references remote ones', async () => {
  const packing = helm();
  const run: RunProgram = async (program, args, options) => {
    const to = args[args.indexOf('--destination') + 1];
    if (args[0] === 'package') await writeFile(join(to ?? '', 'web-1.2.3.tgz'), 'packed');
    return packing.host.run(program, args, options);
  };
  const host = { ...packing.host, run };
  const file = join(folder.path, 'given.tgz');
  await writeFile(file, 'given');
  const bundled = await bundleCharts(host, [
    chartOf({ chart: folder.path, isLocal: true }),
    chartOf({ chart: file, isLocal: true }),
    chartOf({ repo: 'https://charts.example' }),
  ]);
  expect(bundled.map(({ bundle = '' }) => Buffer.from(bundle, 'base64').toString())).toEqual([
    'packed',
    'given',
    '',
  ]);
});
