import { describe, expect, test } from '@jest/globals';
import { InputError, type InputProblem } from '../../../src/core/errors.ts';
import { parseInput, type RawInput } from '../../../src/core/spec/parse-input.ts';
import { specShape, toSpec } from '../../../src/core/spec/spec.ts';

const parse = (raw: RawInput) => toSpec(parseInput(specShape, { name: 'ci-1', ...raw }));

function errorOf(raw: RawInput, secrets: string[] = []): InputError {
  try {
    parseInput(specShape, raw, secrets);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('the input was accepted');
}

const problemOf = (input: string, given: string): InputProblem | undefined =>
  errorOf({ name: 'ci-1', [input]: given }).problems[0];

test('only the name is required; the other fields have defaults', () => {
  expect(parse({})).toEqual({
    name: 'ci-1',
    namespaces: [],
    imagePullSecrets: [],
    kubernetesVersion: 'latest',
    distro: 'k8s',
    waitFor: 'ready',
    connect: 'auto',
    timeout: 300_000,
    queueTimeout: 3_600_000,
    ttl: 21_600_000,
    lease: 300_000,
    tunnelTimeout: 60_000,
    preflight: true,
    allowHostManifests: false,
    sweep: true,
  });
});

test('an empty text counts as not given', () => {
  expect(parse({ namespace: '', values: '', ttl: '', 'kubernetes-version': '' })).toEqual(
    parse({}),
  );
});

test('several namespaces are separated by commas or line breaks', () => {
  for (const namespace of ['ci-1,ci-2', ' ci-1 , ci-2, ', 'ci-1\nci-2\n', 'ci-1, ci-2, ci-1']) {
    expect(parse({ namespace }).namespaces).toEqual(['ci-1', 'ci-2']);
  }
});

test('each invalid namespace is named', () => {
  expect(errorOf({ name: 'ci-1', namespace: 'ci-1, Ci_2, -' }).problems).toMatchObject([
    { input: 'namespace', allowed: expect.stringContaining('"Ci_2" is not') },
    { input: 'namespace', allowed: expect.stringContaining('"-" is not') },
  ]);
  expect(problemOf('namespace', ' , ')?.allowed).toContain('the name of an existing namespace');
  const many = Array.from({ length: 51 }, (_, index) => `ci-${index}`).join();
  expect(problemOf('namespace', many)?.allowed).toContain('at most 50');
});

test('a missing name is reported', () => {
  expect(errorOf({}).problems).toEqual([{ input: 'name', allowed: 'given' }]);
});

test('all problems are reported together', () => {
  const error = errorOf({
    name: 'Upper',
    namespace: '-',
    'kubernetes-version': 'newest',
    'vcluster-version': '0.3',
    distro: 'openshift',
    'versions-file': '- a list',
    values: '- a list',
    chart: 'oci://user@somewhere/chart',
    'image-registry': 'https://mirror.example',
    'image-pull-secret': 'Credentials',
    'wait-for': 'nodes',
    connect: 'magic',
    endpoint: 'https://a.example.com',
    preflight: 'perhaps',
    'allow-host-manifests': 'perhaps',
    sweep: 'perhaps',
    'tunnel-timeout': 'long',
    timeout: '5',
    'queue-timeout': 'soon',
    ttl: '10s',
    lease: '29s',
  });
  expect(error.problems.map(({ input }) => input)).toEqual(Object.keys(specShape));
  expect(error.message).toContain('21 problems with the inputs; nothing was created.');
  expect(error.message).toContain('name: "Upper" was given; it must be lower-case letters');
});

test.each([
  ['name', 'a'.repeat(41)],
  ['name', 'numbers-1-first-'],
  ['name', '42'],
  ['namespace', 'a'.repeat(64)],
  ['kubernetes-version', '1'],
  ['kubernetes-version', 'n-9'],
  ['kubernetes-version', '1.2'],
  ['kubernetes-version', 'toString'],
  ['vcluster-version', '0.18.4'],
  ['vcluster-version', '0.99'],
  ['vcluster-version', 'vv0.30.0'],
  ['distro', 'openshift'],
  ['values', '{ unbalanced: ['],
  ['values', 'only a text'],
  ['chart', 'http://plain.example/chart.tgz'],
  ['timeout', '9s'],
  ['ttl', '1 hour'],
  ['ttl', '25d'],
  ['kubernetes-version', '9.9.9'],
  ['kubernetes-version', '1.34.4-rc.1'],
  ['vcluster-version', '0.30.0+build'],
  ['vcluster-version', '=0.30.0'],
  ['chart', 'https://user:word@host.example/chart.tgz'],
  ['chart', 'oci://registry.example.com'],
  ['chart', 'oci://registry.example.com/charts/vcluster@sha256:0'],
  ['chart', 'oci://registry.example.com/--version'],
  ['image-registry', 'registry.example.com/a b'],
  ['image-registry', 'registry.example.com//mirror'],
  ['image-registry', 'user@registry.example.com'],
  ['image-pull-secret', 'a/b/c'],
  ['image-pull-secret', '-a'],
])('%s must not be %j', (input, given) => {
  expect(problemOf(input, given)).toMatchObject({ input });
});

test.each([
  ['10s', 10_000],
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
])('the time %s is %i ms', (text, milliseconds) => {
  expect(parse({ timeout: text }).timeout).toBe(milliseconds);
});

test.each([
  ['name', 'release-1-', 'a name that ends with a letter or a digit'],
  ['name', '1-release', 'a name that begins with a lower-case letter'],
  ['name', 'Release', 'lower-case letters, digits and "-"'],
  ['kubernetes-version', '1.3', '"1.30" in quotation marks'],
])('the error for %s %s names the rule that it breaks', (input, text, rule) => {
  expect(() => parse({ [input]: text })).toThrow(
    `${input}: "${text}" was given; it must be ${rule}`,
  );
});

test('a namespace can begin with a digit', () => {
  expect(parse({ namespace: '2026-ci' }).namespaces).toEqual(['2026-ci']);
});

test('values are YAML, and versions may have a v', () => {
  const { values, vclusterVersion } = parse({
    values: 'sync: { toHost: { ingresses: { enabled: true } } }',
    'vcluster-version': 'v0.30.0',
  });
  expect(values).toEqual({ sync: { toHost: { ingresses: { enabled: true } } } });
  expect(vclusterVersion).toBe('0.30.0');
  expect(parse({ 'vcluster-version': '0.36' }).vclusterVersion).toBe('0.36.1');
});

test.each(['oci://registry.example.com/vcluster', 'oci://localhost:5000/charts/vcluster:0.30.0'])(
  '%s is a chart',
  (chart) => {
    expect(parse({ chart }).chart).toBe(chart);
  },
);

test.each([
  ['registry.example.com', 'registry.example.com'],
  ['registry.example.com:5000/a/b-c/', 'registry.example.com:5000/a/b-c'],
])('the registry %s is accepted', (given, registry) => {
  expect(parse({ 'image-registry': given }).imageRegistry).toBe(registry);
});

describe('image pull Secrets', () => {
  const secrets = (list: string, namespace: string) =>
    parse({ namespace, 'image-pull-secret': list }).imagePullSecrets;

  test('are in the namespace, or are copied from another one', () => {
    expect(secrets('here, team/there\nmore', 'ci-1')).toEqual([
      { name: 'here' },
      { name: 'there', namespace: 'team' },
      { name: 'more' },
    ]);
  });

  test('cannot be in a dedicated namespace, which does not exist yet', () => {
    expect(() => secrets('here, team/there', '')).toThrow(
      '"here" was given; it must be NAMESPACE/NAME',
    );
    expect(secrets('team/there', '')).toHaveLength(1);
  });
});

test('YAML that consists of comments only means no values and is not an error', () => {
  expect(parse({ values: '# nothing yet' }).values).toEqual({});
});

describe('messages do not repeat possible secrets', () => {
  test('an input that is declared as a secret', () => {
    const { problems, message } = errorOf({ name: 'S3CRET' }, ['name']);
    expect(problems[0]).not.toHaveProperty('given');
    expect(message).not.toContain('S3CRET');
  });

  test.each([
    ['a multi-line text', 'a: [\npassword-in-yaml'],
    ['a long text', `[${'password-in-yaml'.repeat(6)}`],
    ['an address with a user', '[https://me:password-in-yaml@host'],
  ])('%s', (_, values) => {
    const { problems, message } = errorOf({ name: 'ci-1', values });
    expect(problems).toMatchObject([{ input: 'values' }]);
    expect(message).not.toContain('password-in-yaml');
  });
});

test('an Ingress requires an endpoint, and an endpoint that would be unused is refused', () => {
  const endpoint = '{name}.example.com';
  expect(() => parse({ connect: 'ingress' })).toThrow(/endpoint: must be given/);
  for (const connect of ['auto', 'tunnel', 'service']) {
    expect(() => parse({ connect, endpoint })).toThrow(/endpoint: .* must be left out/);
  }
  for (const connect of ['ingress', 'node-port', 'load-balancer']) {
    expect(parse({ connect, endpoint }).endpoint).toBe(endpoint);
  }
});
