import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { InputError } from '../../../src/core/errors.ts';
import { readWorkshop, type WorkshopFlags } from '../../../src/inputs/workshop/read-workshop.ts';
import { hostKubeconfig } from '../../action/support/fake-host.ts';
import { type Folder, newFolder } from '../../support/folder.ts';

let folder: Folder;

beforeAll(async () => {
  folder = await newFolder();
  writeFileSync(at('host.kubeconfig'), hostKubeconfig, { mode: 0o600 });
  writeFileSync(at('people.csv'), 'name\nAda\nGrace\n');
  mkdirSync(at('manifests'));
  writeFileSync(at('manifests/b.yaml'), 'kind: B\napiVersion: v1\nmetadata: {name: b}\n');
  writeFileSync(at('manifests/a.yml'), 'kind: A\napiVersion: v1\nmetadata: {name: a}\n');
  writeFileSync(at('manifests/notes.txt'), 'no manifest');
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const at = (name: string) => join(folder.path, name);

function read(text: string, flags: WorkshopFlags = {}) {
  writeFileSync(at('workshop.yaml'), `host-kubeconfig-path: host.kubeconfig\n${text}`);
  return readWorkshop(at('workshop.yaml'), flags, { HOME: '/nonexistent' });
}

function problemsOf(text: string, flags?: WorkshopFlags): string[] {
  try {
    read(text, flags);
    return [];
  } catch (error) {
    return (error as InputError).problems.map(({ input }) => input);
  }
}

test('a name and a number are enough', () => {
  const { workshop, out } = read('name: go\ncount: 2\n');
  expect(out).toBe(resolve('go-hand-outs'));
  expect(workshop).toMatchObject({
    name: 'go',
    attendees: ['Attendee 1', 'Attendee 2'],
    quota: 'small',
    parallel: 4,
    manifests: [],
    charts: [],
    spec: { connect: 'node-port', kubernetesVersion: 'latest', ttl: 21_600_000, namespaces: [] },
  });
});

test('every setting can be in the file, with paths relative to it', () => {
  const { workshop, out } = read(`
name: go
attendees: people.csv
kubernetes-version: 1.34
ttl: 8h
quota: large
values: { sync: { toHost: { ingresses: { enabled: true } } } }
manifests: [manifests]
charts:
  - { name: web, chart: ./chart, namespace: web, values: { replicas: 2 } }
parallel: 2
out: hand-outs
`);
  expect(out).toBe(at('hand-outs'));
  expect(workshop).toMatchObject({
    attendees: ['Ada', 'Grace'],
    quota: 'large',
    parallel: 2,
    spec: {
      kubernetesVersion: '1.34',
      ttl: 28_800_000,
      values: { sync: { toHost: { ingresses: { enabled: true } } } },
    },
    manifests: [{ object: { kind: 'A' } }, { object: { kind: 'B' } }],
    charts: [{ name: 'web', chart: at('chart'), namespace: 'web', values: { replicas: 2 } }],
  });
});

test('flags take precedence over the file, and a flag for the attendees replaces its count', () => {
  const { workshop } = read('name: go\ncount: 2\nttl: 8h\n', {
    attendees: at('people.csv'),
    ttl: '1h',
  });
  expect(workshop.attendees).toEqual(['Ada', 'Grace']);
  expect(workshop.spec.ttl).toBe(3_600_000);
});

test.each([
  ['count: 2', ['name']],
  [`name: ${'a'.repeat(37)}\ncount: 2`, ['name']],
  ['name: Go\ncount: 2', ['name']],
  ['name: go', ['attendees']],
  ['name: go\ncount: 2\nattendees: [Ada]', ['attendees']],
  ['name: go\ncount: none', ['count']],
  ['name: go\ncount: 501', ['count']],
  ['name: go\nattendees: nobody.csv', ['attendees']],
  ['name: go\ncount: 2\nnamespace: [a]', ['namespace']],
  ['name: go\ncount: 2\nconnect: tunnel', ['connect']],
  ['name: go\ncount: 2\nconnect: ingress\nendpoint: a.example.com', ['endpoint']],
  ['name: go\ncount: 2\nkubernetes-version: 1.33, 1.34', ['kubernetes-version']],
  ['name: go\ncount: 2\nmanifests: nowhere.yaml', ['manifests']],
  ['name: go\ncount: 2\nparallel: 0\nttl: long', ['ttl', 'parallel']],
  ['name: go\ncount: 2\ncharts: [{ chart: web }]', ['charts.0.name']],
  ['name: go\ncount: 2\ncharts: [{ name: web, chart: web, verison: 1 }]', ['charts.0.verison']],
  ['name: go\ncount: [2]', ['count']],
  ['name: go\ncount: 2\nquota: huge\ncolour: red\nttl: long', ['quota', 'colour', 'ttl']],
  ['name: go\ncount: 2\ndistro: eks', ['distro']],
])('%j is refused', (text, inputs) => {
  expect(problemsOf(text)).toEqual(inputs);
});

test('the message about an unknown key suggests the most similar key', () => {
  expect(() => read('name: go\ncount: 2\nkubernetesVersion: 1.34\n')).toThrow(
    'unknown key "kubernetesVersion"; did you mean "kubernetes-version"?',
  );
  expect(() => read('name: go\natendees: [Ada]\n')).toThrow(
    'unknown key "atendees"; did you mean "attendees"?',
  );
  expect(() => read('name: go\ncount: 2\ncharts: [{ name: web, chart: web, verison: 1 }]')).toThrow(
    'unknown key "charts.0.verison"; did you mean "version"?',
  );
  expect(() => read('name: go\ncount: 2\ncolour: red\n')).toThrow(
    /unknown key "colour"; the keys that exist are name, count, attendees, .*, helm-path$/,
  );
});

test('a version stays a string, although YAML reads it as a number', () => {
  const { workshop } = read(
    'name: go\ncount: 2\nttl:\nkubernetes-version: 1.30\nvalues: { a: 1.50 }\n',
  );
  expect(workshop.spec).toMatchObject({ kubernetesVersion: '1.30', values: { a: 1.5 } });
});

test('local charts are distinguished from remote ones', () => {
  mkdirSync(at('web'), { recursive: true });
  const { workshop } = read(`
name: go
count: 2
charts:
  - { name: a, chart: web }
  - { name: b, chart: ./nowhere }
  - { name: c, chart: web, repo: "https://charts.example" }
  - { name: d, chart: elsewhere/web }
`);
  expect(workshop.charts.map(({ chart, isLocal }) => [chart, isLocal])).toEqual([
    [at('web'), true],
    [at('nowhere'), true],
    ['web', false],
    ['elsewhere/web', false],
  ]);
});

test.each(['- a', 'a: [', 'just a text'])('a file with %j is refused', (content) => {
  writeFileSync(at('broken.yaml'), content);
  expect(() => readWorkshop(at('broken.yaml'), {}, {})).toThrow('a YAML file that can be read');
});
