import { expect, test } from '@jest/globals';
import { parseEndpoint, urlOf } from '../../../src/core/spec/endpoint.ts';

test.each([
  ['a.example.com', { host: 'a.example.com' }, 'https://a.example.com:443'],
  ['a.example.com:6443', { host: 'a.example.com', port: 6443 }, 'https://a.example.com:6443'],
  ['{name}.example.com', { host: 'ci-1.example.com' }, 'https://ci-1.example.com:443'],
  ['203.0.113.7', { host: '203.0.113.7' }, 'https://203.0.113.7:443'],
  ['[2001:db8::7]', { host: '2001:db8::7' }, 'https://[2001:db8::7]:443'],
  ['[2001:db8::7]:30443', { host: '2001:db8::7', port: 30443 }, 'https://[2001:db8::7]:30443'],
])('%s is an endpoint', (text, endpoint, url) => {
  const parsed = parseEndpoint(text, 'ci-1');
  expect(parsed).toEqual(endpoint);
  expect(parsed && urlOf(parsed)).toBe(url);
});

test.each([
  'https://a.example.com',
  'a.example.com/path',
  'user:password@a.example.com',
  'A.example.com',
  'a..example.com',
  '-a.example.com',
  'a.example.com:',
  'a.example.com:0',
  'a.example.com:65536',
  'a.example.com:http',
  '2001:db8::7',
  '[a.example.com]',
  '[2001:db8::7',
  '[:::]',
  '{other}.example.com',
  `${'a.'.repeat(127)}example.com`,
  `${'a'.repeat(64)}.example.com`,
  'a b',
  '',
])('"%s" is not an endpoint', (text) => {
  expect(parseEndpoint(text, 'ci-1')).toBeUndefined();
});
