import { describe, expect, test } from '@jest/globals';
import { Backoff, parseRetryAfter } from '../../src/core/backoff.ts';

const pauses = (count: number, random: () => number) => {
  const backoff = new Backoff({ first: 100, longest: 1_000, random });
  return Array.from({ length: count }, () => backoff.next());
};

test('pauses double up to the longest one, and are shortened at random by up to half', () => {
  expect(pauses(6, () => 0)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect(pauses(6, () => 1)).toEqual([50, 100, 200, 400, 500, 500]);
});

test('two callers do not pause equally long', () => {
  expect(pauses(6, Math.random)).not.toEqual(pauses(6, Math.random));
});

test('after a success the first pause applies again', () => {
  const backoff = new Backoff({ first: 100, longest: 1_000, random: () => 0 });
  backoff.next();
  backoff.reset();
  expect(backoff.next()).toBe(100);
});

test('the pause that a host asks for comes first, up to a limit', () => {
  const options = { first: 100, longest: 1_000, longestRetryAfter: 5_000, random: () => 0 };
  expect(new Backoff(options).next(2_000)).toBe(2_100);
  expect(new Backoff(options).next(3_600_000)).toBe(5_100);
});

describe('the header Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  test.each([
    ['1', 1_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', 0],
    [undefined, 0],
  ])('%s', (header, milliseconds) => {
    expect(parseRetryAfter(header, now)).toBe(milliseconds);
  });
});
