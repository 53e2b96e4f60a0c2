import { expect, test } from '@jest/globals';
import { leaseDeadline } from '../../../src/core/lease/deadline.ts';

const MINUTE = 60_000;
const times = { lease: 5 * MINUTE, ttl: 60 * MINUTE };

test.each([
  // local time since the start, deadline in seconds after the start
  [0, 300],
  [1, 301],
  [10 * MINUTE, 900],
  [54 * MINUTE, 54 * 60 + 300],
  [55 * MINUTE, 3_600],
  [59 * MINUTE, 3_600],
  [600 * MINUTE, 3_600],
])(
  '%i ms after the start the deadline is %i s, never later than the hard limit',
  (age, seconds) => {
    expect(leaseDeadline(times, age)).toBe(seconds);
  },
);
