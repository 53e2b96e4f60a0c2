import { expect, test } from '@jest/globals';
import { hostManifestProblems } from '../../../src/core/spec/host-manifests.ts';

const manifests = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}';
const problemsOf = (host: unknown, allowHostManifests = false) =>
  hostManifestProblems({ values: { experimental: { deploy: { host } } }, allowHostManifests });

test.each(['manifests', 'manifestsTemplate'])(
  'values with %s for the host cluster are refused, unless the user allows them',
  (key) => {
    expect(problemsOf({ [key]: manifests })).toEqual([
      {
        input: `values: experimental.deploy.host.${key}`,
        allowed: expect.stringContaining('Set `allow-host-manifests: true`'),
      },
    ]);
    expect(problemsOf({ [key]: manifests }, true)).toEqual([]);
  },
);

test.each([undefined, null, {}, { manifests: '' }])('no manifests are allowed: %j', (host) => {
  expect(problemsOf(host)).toEqual([]);
});

test('manifests for the virtual cluster are allowed', () => {
  const values = { experimental: { deploy: { vcluster: { manifests } } } };
  expect(hostManifestProblems({ values, allowHostManifests: false })).toEqual([]);
});
