import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { InputError } from '../../src/core/errors.ts';
import { makeCertificates } from '../../src/core/install/certificates.ts';
import { chooseEgress } from '../../src/machine/egress.ts';
import { proxyFrom } from '../../src/machine/proxy.ts';
import { newFolder } from '../support/folder.ts';

describe('the proxy for a URL', () => {
  const chart = new URL('https://charts.example.com/vcluster.tgz');

  test('comes from the environment', () => {
    expect(proxyFrom({})(chart)).toBeUndefined();
    expect(proxyFrom({ HTTPS_PROXY: 'http://proxy:3128' })(chart)).toBe('http://proxy:3128');
    expect(proxyFrom({ https_proxy: 'small:1', HTTPS_PROXY: 'http://proxy' })(chart)).toBe(
      'http://small:1',
    );
    expect(proxyFrom({ HTTP_PROXY: 'http://proxy' })(chart)).toBeUndefined();
    expect(proxyFrom({ HTTP_PROXY: 'http://proxy' })(new URL('http://a/'))).toBe('http://proxy');
  });

  test.each([
    ['*', true],
    ['charts.example.com', true],
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['EXAMPLE.com:443', true],
    ['other.org, example.com', true],
    ['example.com:8443', false],
    ['ample.com', false],
    ['charts', false],
    ['', false],
  ])('is not used for NO_PROXY="%s": %s', (exceptions, none) => {
    const proxy = proxyFrom({ HTTPS_PROXY: 'http://proxy', NO_PROXY: exceptions })(chart);
    expect(proxy === undefined).toBe(none);
  });

  test.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['[fd00::7]', 'fd00::/8', true],
    ['[fe80::7]', 'fd00::/8', false],
    ['[fd00::7]', '10.0.0.0/8', false],
    ['10.1.2.3', '10.0.0.0/33', false],
    ['10.1.2.3', '10.0.0.0/', false],
    // A name that would resolve to an address in the range.
    ['localhost', '127.0.0.0/8', false],
  ])('of host %s is not used for NO_PROXY="%s": %s', (host, range, none) => {
    const proxy = proxyFrom({ HTTPS_PROXY: 'http://proxy', NO_PROXY: `a.b, ${range}` });
    expect(proxy(new URL(`https://${host}/chart.tgz`)) === undefined).toBe(none);
  });

  test('is an error if its protocol is not supported', () => {
    const find = proxyFrom({ HTTPS_PROXY: 'socks5://user:secret@proxy' });
    expect(() => find(chart)).toThrow(/^the environment variable HTTPS_PROXY is not the URL/);
  });
});

describe('the file with certificate authorities', () => {
  test('is read, and its absolute path is passed to programs', async () => {
    await using folder = await newFolder();
    const file = join(folder.path, 'ca.pem');
    const { 'ca.crt': pem = '' } = await makeCertificates({ name: 'ca' });
    writeFileSync(file, pem);
    expect(chooseEgress(file, {}).ca).toEqual({ text: pem, file });
    expect(chooseEgress(undefined, {}).ca).toBeUndefined();
  });

  test.each([
    ['contains only a key', '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n'],
    [
      'contains an invalid certificate',
      '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
    ],
    ['is empty', ''],
  ])('that %s is an InputError', async (_, text) => {
    await using folder = await newFolder();
    const file = join(folder.path, 'ca.pem');
    writeFileSync(file, text);
    expect(() => chooseEgress(file, {})).toThrow(InputError);
  });

  test('that does not exist is an InputError', () => {
    expect(() => chooseEgress('/nowhere/ca.pem', {})).toThrow(/ca-file: "\/nowhere\/ca.pem"/);
  });
});
