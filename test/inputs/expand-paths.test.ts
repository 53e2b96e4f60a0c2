import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { expandPaths } from '../../src/inputs/expand-paths.ts';

const env = { HOME: '/home/ci' };

test.each([
  'ca-file',
  'chart',
  'helm-path',
  'host-kubeconfig-path',
  'values-file',
  'kubeconfig-path',
])('%s: ~ is the home folder', (name) => {
  expect(expandPaths({ [name]: '~/a/b' }, env)).toMatchObject({ [name]: '/home/ci/a/b' });
  for (const path of ['/a/~/b', '/~']) expect(expandPaths({ [name]: path }, env)[name]).toBe(path);
});

test.each([
  ['out/kubeconfig', resolve('out/kubeconfig')],
  ['/tmp/kubeconfig', '/tmp/kubeconfig'],
  ['out/', `${resolve('out')}/`],
  ['', ''],
  ['https://user:word@example.com/a', 'https://user:word@example.com/a'],
])('kubeconfig-path %j becomes %j', (given, expected) => {
  expect(expandPaths({ 'kubeconfig-path': given }, env)['kubeconfig-path']).toBe(expected);
});

test('other inputs stay as they are', () => {
  expect(expandPaths({ name: '~/a', chart: 'oci://example.com/~/a' }, env)).toMatchObject({
    name: '~/a',
    chart: 'oci://example.com/~/a',
  });
});
