import { expect, test } from '@jest/globals';
import { parseQuantity } from '../../../src/core/preflight/quantity.ts';

test.each([
  ['2', 2],
  ['200m', 0.2],
  ['1500k', 1_500_000],
  ['4Gi', 4 * 2 ** 30],
  ['1e3', 1_000],
  ['1E', 1e18],
  ['-1Ki', -1_024],
])('%s is %d', (quantity, number) => {
  expect(parseQuantity(quantity)).toBeCloseTo(number);
});

test.each(['', 'much', '2mi', 'Gi'])('"%s" is not a quantity', (quantity) => {
  expect(parseQuantity(quantity)).toBeNaN();
});
