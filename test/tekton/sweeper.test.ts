import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { PRODUCT_IMAGE } from '../host/product-image.ts';

test('the sweeper runs the image of this version', () => {
  expect(readFileSync('deploy/sweeper.yaml', 'utf8')).toContain(`image: ${PRODUCT_IMAGE}\n`);
});
