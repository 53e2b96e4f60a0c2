import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';

const manifest = readActionManifest();

/** The inputs that SECURITY.md calls code. */
const code = (() => {
  const [, section = ''] = readFileSync('SECURITY.md', 'utf8').split('## Inputs that are code');
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const names = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w-]+)`/g)]);
  return names.map(([, name = '']) => name).filter((name) => name in manifest.inputs);
})();

/** The inputs that a person who is not trusted may choose: their values are compared with a pattern or a list. */
const DATA = [
  'kubernetes-version',
  'count',
  'distro',
  'vcluster-version',
  'versions-file',
  'name',
  'host',
  'namespace',
  'wait-for',
  'connect',
  'endpoint',
  'timeout',
  'ttl',
  'lease',
  'tunnel-timeout',
  'queue-timeout',
  'preflight',
  'sweep',
  'cleanup',
  'cleanup-failure',
  'cleanup-timeout',
  'diagnostics',
  'diagnostics-artifact',
  'export-kubeconfig',
  'summary',
  'job-status',
];

test('SECURITY.md names each input that is code, and no input is both code and data', () => {
  expect([...code, ...DATA].toSorted()).toEqual(Object.keys(manifest.inputs).toSorted());
});
