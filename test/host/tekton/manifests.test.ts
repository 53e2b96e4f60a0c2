import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { newFolder } from '../../support/folder.ts';
import { tektonManifests } from './manifests.ts';

const object = (kind: string, more = '') => `kind: ${kind}\nmetadata: {name: ${kind}}\n${more}`;

test('namespaces come first and Deployments last; files that are not needed are omitted', async () => {
  await using folder = await newFolder();
  const config = join(folder.path, 'config');
  const files = {
    'controller.yaml': object('Deployment'),
    'events.yaml': object('Events'),
    '200-role.yaml': `${object('Role')}---\n${object('ClusterRole')}`,
    '100-namespace/100-namespace.yaml': object('Namespace'),
    '300-crds/300-task.yaml': object('CustomResourceDefinition'),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(config, path, '..'), { recursive: true });
    writeFileSync(join(config, path), text);
  }
  const kinds = [...tektonManifests(folder.path).matchAll(/^kind: (\w+)$/gm)].map(([, it]) => it);
  expect(kinds).toEqual([
    'Namespace',
    'Role',
    'ClusterRole',
    'CustomResourceDefinition',
    'Deployment',
  ]);
});

test('images are replaced by the local ones', async () => {
  await using folder = await newFolder();
  mkdirSync(join(folder.path, 'config'));
  const images =
    'a: ko://github.com/tektoncd/pipeline/cmd/nop\nb: cgr.dev/chainguard/busybox@sha256:0a1b';
  writeFileSync(join(folder.path, 'config', 'controller.yaml'), object('Deployment', images));
  const text = tektonManifests(folder.path);
  expect(text).toContain('a: tekton.test/nop:v1.6.0\n');
  expect(text).toContain('b: docker.io/library/busybox:1.36');
});
