import { describe, expect, test } from '@jest/globals';
import { REDACTED, redactor } from '../../../src/core/diagnostics/redact.ts';
import { redactObject, secretVariables } from '../../../src/core/diagnostics/redact-object.ts';
import { makeCertificates } from '../../../src/core/install/certificates.ts';

const redact = redactor([]);

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test.each([
  ['Authorization: Bearer abc123def456', 'abc123def456'],
  ['jwt eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln end', 'eyJhIjoxfQ'],
  ['DB_PASSWORD=hunter2 go', 'hunter2'],
  ['{"password":"two words","user":"me"}', 'two words'],
  [String.raw`{"log":"{\"apiKey\":\"quoted twice\"}"}`, 'quoted twice'],
  ["client-key-data: 'LS0tLS1='", 'LS0tLS1='],
  ['mysql --password hunter2 --host db', 'hunter2'],
  ['postgres://me:hunter2@db:5432/app', 'hunter2'],
  [`ghp_${'a1'.repeat(18)} was used`, 'a1a1'],
])('the secret in %j is redacted', (text, secret) => {
  expect(redact(text)).not.toContain(secret);
  expect(redact(text)).toContain(REDACTED);
});

test.each([
  `Pulled image busybox@sha256:${'0a'.repeat(32)}`,
  '  secretName: web-certificate',
  'automountServiceAccountToken: true',
  '  token:\n    expirationSeconds: 3607',
  'GET /apis/apps/v1/namespaces/default/deployments/a-deployment-with-a-long-name/status 200',
  'Back-off restarting failed container main in pod crashing_default(0a1b2c3d)',
])('%j is not changed', (text) => {
  expect(redact(text)).toBe(text);
});

describe('a PEM block', () => {
  const pem = async () => (await makeCertificates({ name: 'any' }))['sa.key'] ?? '';

  test('is redacted, on several lines or on one', async () => {
    const key = await pem();
    for (const text of [key.trim(), JSON.stringify(key.trim())]) {
      const lines = redact(`before\n${text}\nafter`).split('\n');
      expect(lines).toEqual(['before', expect.stringMatching(/^"?\[redacted\]"?$/), 'after']);
    }
  });

  test('without its start or its end loses its complete lines', async () => {
    const [begin, first = '', second = '', ...rest] = (await pem()).split('\n');
    expect(redact([begin, first, second].join('\n'))).not.toContain(second);
    expect(redact([second, ...rest].join('\n'))).not.toContain(second);
    expect(redact([begin, first, 'a log line'].join('\n'))).toContain('a log line');
  });
});

test('a known secret is redacted in all forms: unchanged, encoded, decoded, and line by line', () => {
  const pem =
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI\nD7KX1shortened\n-----END PRIVATE KEY-----\n';
  const known = redactor([base64(pem), 'a plain secret']);
  for (const text of [
    'MC4CAQAwBQYDK2VwBCIEI',
    'D7KX1shortened',
    base64(pem),
    base64('a plain secret'),
  ]) {
    expect(known(`> ${text} <`)).toBe(`> ${REDACTED} <`);
  }
});

test('a crafted text does not slow the redaction down', () => {
  const hostile = [
    '-----BEGIN X-----'.repeat(50_000),
    'password'.repeat(100_000),
    '://'.repeat(300_000),
    `--${'a-'.repeat(400_000)}`,
    'eyJ'.repeat(300_000),
    'bearer '.repeat(100_000),
    'a'.repeat(1_000_000),
  ];
  const start = Date.now();
  for (const text of hostile) redact(text);
  expect(Date.now() - start).toBeLessThan(5_000);
});

test('values of variables and copies of the manifest are removed from an object', () => {
  const env = [
    { name: 'MODE', value: 'plain' },
    { name: 'FROM', valueFrom: { secretKeyRef: {} } },
  ];
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': 'plain', a: 'b' };
  expect(
    redactObject({
      metadata: { annotations, managedFields: [{}] },
      spec: { containers: [{ env }] },
    }),
  ).toEqual({
    metadata: { annotations: { a: 'b' } },
    spec: { containers: [{ env: [{ name: 'MODE', value: REDACTED }, env[1]] }] },
  });
});

test('variables whose names suggest a secret are found', () => {
  const env = [
    { name: 'DB_PASSWORD', value: 'one' },
    { name: 'API_KEY', value: 'two' },
    { name: 'MODE', value: 'production' },
  ];
  expect(secretVariables([{ spec: { initContainers: [{ env }] } }])).toEqual(['one', 'two']);
});
