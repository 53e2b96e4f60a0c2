import { expect, test } from '@jest/globals';
import { hasCredentials, isPrintable, printable, printableUrl } from '../../src/core/printable.ts';

test.each([
  ['plain', true, 'plain'],
  ['two\nlines', false, String.raw`two\u000alines`],
  ['\u001b[31mred', false, String.raw`\u001b[31mred`],
  ['a\u202eb', false, String.raw`a\u202eb`],
  ['🙂', true, '🙂'],
])('%j is printable: %s', (text, yes, printed) => {
  expect(isPrintable(text)).toBe(yes);
  expect(printable(text, 20)).toBe(printed);
});

test('a text that is too long is truncated', () => {
  expect(printable('much too long', 4)).toBe('much…');
});

test.each([
  ['https://user:pass@host/path?token=secret', true, 'https://host/path'],
  ['https://host:8443/path#part', false, 'https://host:8443/path'],
  ['https://host/@scope', false, 'https://host/@scope'],
  ['https://user:pass@[broken', true, 'an address'],
])('%s has credentials: %s', (address, yes, printed) => {
  expect(hasCredentials(address)).toBe(yes);
  expect(printableUrl(address)).toBe(printed);
});
