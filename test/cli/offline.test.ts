import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import table from '../../src/core/versions.json' with { type: 'json' };
import { newFolder, runCli } from './support/run-cli.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(60_000);

const { patches, stable } = table.kubernetes;

test('versions says what may be asked for', async () => {
  const { stdout } = await runCli('versions');
  expect(stdout).toMatch(new RegExp(`^${patches[stable as keyof typeof patches]} .*stable`, 'm'));
  expect(stdout).toContain(`vcluster ${table.vcluster.default}`);
});

test('versions gives a matrix its array, also as a file', async () => {
  const path = join(newFolder(), 'versions');
  const flags = ['-o', 'json', '--result', `kubernetes-versions=${path}`];
  const { stdout } = await runCli('versions', '1.34', '1.33.13', '1.34', ...flags);
  expect(JSON.parse(stdout)).toEqual([patches['1.34'], '1.33.13']);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(stdout));
});

test('images names what a cluster pulls, with what the values say of it', async () => {
  const values = join(newFolder(), 'values.yaml');
  writeFileSync(values, 'controlPlane: { advanced: { defaultImageRegistry: mirror.example } }');
  const flags = ['--kubernetes-version', '1.33.13', '--values-file', values];
  const { stdout } = await runCli('images', ...flags, '--vcluster-version', 'v0.31.0');
  expect(stdout.split('\n')).toEqual([
    'mirror.example/loft-sh/kubernetes:v1.33.13',
    'mirror.example/loft-sh/vcluster-oss:0.31.0',
    expect.stringMatching(/^mirror\.example\/.*coredns:v/),
    '',
  ]);
});
