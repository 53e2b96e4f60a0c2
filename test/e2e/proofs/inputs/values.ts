import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BadInput, HOSTILE, SECRET, texts } from './bad-input.ts';

/** A few lines that expand to a billion values. */
const bomb = (): string => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const item = level === 0 ? 'x' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(10).fill(item).join(', ')}]`;
  });
  return levels.join('\n');
};

const nested = (open: string, close: string, levels: number): string =>
  `a: ${open.repeat(levels)}${close.repeat(levels)}`;

const NO_YAML: Record<string, string> = {
  'plain text': 'just a text',
  'a number': '5',
  'a boolean': 'true',
  nothing: 'null',
  'a list': '- a\n- b',
  'an open brace': `password: ${SECRET}\na: {`,
  'an open quote': `password: '${SECRET}`,
  'tabs before keys': 'a:\n\t- b',
  'a key twice': 'controlPlane: {}\ncontrolPlane: {}',
  'two documents': 'a: 1\n---\nb: 2',
  'a tag of JavaScript': 'a: !!js/function "function () {}"',
  'a tag of Python': 'a: !!python/object/apply:os.system ["id"]',
  'a custom tag': 'a: !secret b',
  'binary data': 'a: !!binary aGVsbG8=',
  'an undefined alias': 'a: *nothing',
  'an alias with a long name': `a: *${'x'.repeat(1_000_000)}`,
  'a recursive alias': 'a: &a\n  b: *a',
  'a billion values': bomb(),
  '10,000 levels of lists': nested('[', ']', 10_000),
  '10,000 levels of mappings': nested('{a: ', '}', 10_000),
  '10,000 levels of dashes': '- '.repeat(10_000),
  '10 MB of text': `a: "${'x'.repeat(10_000_000)}"`,
  '10 MB of keys': Array.from({ length: 900_000 }, (_, index) => `k${index}: 1`).join('\n'),
  'a key that is a list': '? [a, b]\n: c',
  NUL: 'a: "\0"',
  'a control character': 'a: \u0007',
  'a prototype': '__proto__: { polluted: true }',
  'a prototype deep inside': 'sync: { toHost: { __proto__: { polluted: true } } }',
  infinity: 'controlPlane: { statefulSet: { highAvailability: { replicas: .inf } } }',
  'not a number': 'controlPlane: { statefulSet: { highAvailability: { replicas: .nan } } }',
  'a number too large': `controlPlane: { statefulSet: { highAvailability: { replicas: ${'9'.repeat(30)} } } }`,
  'an exponent too large':
    'controlPlane: { statefulSet: { highAvailability: { replicas: 1e999 } } }',
};

const REFUSED_BY_THE_CHART: Record<string, string> = {
  'a key that is unknown': 'controlplane: {}',
  'a key of JavaScript': 'constructor: {}',
  'an unknown key deep inside': 'sync: { toHost: { podz: {} } }',
  'a string instead of a mapping': 'sync: on',
  'a string instead of a boolean': 'sync: { toHost: { ingresses: { enabled: "yes" } } }',
  'a string instead of a number':
    'controlPlane: { statefulSet: { highAvailability: { replicas: two } } }',
  'a list instead of a mapping': 'controlPlane: []',
  'a long key': `${'k'.repeat(500_000)}: 1`,
  'a key of escape sequences': '"\\e[2J\\n::error::a": 1',
  '5,000 unknown keys': Array.from({ length: 5_000 }, (_, index) => `k${index}: 1`).join('\n'),
  'two distributions':
    'controlPlane: { distro: { k3s: { enabled: true }, k8s: { enabled: true } } }',
  'two ways to export':
    'exportKubeConfig: { secret: { name: a }, additionalSecrets: [{ name: b }] }',
};

/** Invalid YAML values. Writes files to `folder`. */
export function badValues(folder: string): BadInput[] {
  const inFiles = Object.entries({ ...NO_YAML, ...REFUSED_BY_THE_CHART }).map(
    ([what, text], index) => {
      const path = join(folder, `values-${index}.yaml`);
      writeFileSync(path, text);
      return { what: `values-file: ${what}`, inputs: { 'values-file': path }, named: 'values' };
    },
  );
  return [
    ...texts('values', NO_YAML),
    ...texts('values', REFUSED_BY_THE_CHART),
    ...inFiles,
    ...texts('values-file', {
      ...HOSTILE,
      'a folder': folder,
      'an infinite device': '/dev/zero',
      'a process': '/proc/self/mem',
    }),
    {
      what: 'values twice',
      inputs: { values: 'sync: {}', 'values-file': join(folder, 'values-0.yaml') },
    },
  ];
}
