import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RunProgram } from '../../src/core/runtime.ts';
import { bundleContents } from '../../src/workshop/bundle-contents.ts';
import { parseManifests } from '../../src/workshop/manifests.ts';
import { ofOwnKinds } from '../../src/workshop/manifests-chart.ts';
import { type Folder, newFolder } from '../support/folder.ts';

const WELCOME = 'apiVersion: example.com/v1\nkind: Welcome\nmetadata: { name: "{{ all }}" }';
const LESSONS = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: lessons }';
const NOTE = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: note, namespace: lessons }';
const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: welcomes.example.com }
spec: { group: example.com, names: { kind: Welcome } }`;

interface Deploy {
  vcluster: { manifests: string; helm: { bundle?: string; release: object }[] };
}

const manifestsOf = (...texts: string[]) => parseManifests('all.yaml', texts.join('\n---\n'));

let folder: Folder;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

/** A runtime whose helm packages every folder as a file that contains the name of the folder. */
function hostIn(workDir: string) {
  const run: RunProgram = async (_, [, chart = '', , to = '']) => {
    await writeFile(join(to, 'packed.tgz'), chart);
    return { exitCode: 0, stdout: '', stderr: '' };
  };
  return { helm: 'helm', run, workDir };
}

test('a workshop without contents adds no values', async () => {
  const workshop = { name: 'ws', manifests: [], charts: [] };
  expect(await bundleContents(hostIn(folder.path), workshop)).toEqual({});
});

test('dependencies come first, and objects of a kind that is defined among them are installed later', async () => {
  const manifests = manifestsOf(WELCOME, NOTE, LESSONS, DEFINITION);
  const charts = [{ name: 'web', chart: 'web', isLocal: false, namespace: 'web' }];
  const values = await bundleContents(hostIn(folder.path), { name: 'ws', manifests, charts });
  const { vcluster } = (values as { experimental: { deploy: Deploy } }).experimental.deploy;
  expect(vcluster.manifests.match(/^kind: .*/gm)).toEqual([
    'kind: CustomResourceDefinition',
    'kind: Namespace',
    'kind: ConfigMap',
  ]);
  expect(vcluster.helm.map(({ release }) => release)).toEqual([
    { name: 'ws-manifests', namespace: 'default' },
    { name: 'web', namespace: 'web' },
  ]);
  const chart = Buffer.from(vcluster.helm[0]?.bundle ?? '', 'base64').toString();
  // Unchanged: helm does not parse braces in it.
  expect(await readFile(join(chart, 'objects', '0.yaml'), 'utf8')).toContain('{{ all }}');
});

test('kinds with the same name in different groups are distinguished', () => {
  const another = WELCOME.replace('example.com', 'example.org');
  expect(ofOwnKinds(manifestsOf(WELCOME, DEFINITION, NOTE, another))).toMatchObject([
    { object: { apiVersion: 'example.com/v1', kind: 'Welcome' } },
  ]);
});
