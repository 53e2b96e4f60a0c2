import { expect, test } from '@jest/globals';
import { formatSeconds, parseDuration } from '../../src/core/duration.ts';

test.each([
  ['0s', 0],
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1d1h1m1s', 90_061_000],
])('%s is %i ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(['', '5', 's', '1.5h', '-5m', '5 m', '5m ', '1w'])('%j is not a duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('seconds are printed with one decimal', () => {
  expect(formatSeconds(12_345)).toBe('12.3 s');
});
