import { expect, test } from '@jest/globals';
import { publishedManifest } from '../../scripts/pack.ts';

test('what is published has no dependencies, for they are in the bundles, and no scripts', () => {
  const manifest = {
    name: 'x',
    private: true,
    exports: './dist/x.js',
    scripts: { build: 'make' },
    dependencies: { a: '1' },
    devDependencies: { b: '1' },
    optionalDependencies: { c: '1' },
  };
  const published = publishedManifest(JSON.stringify(manifest));
  expect(published).toEqual({ name: 'x', exports: './dist/x.js' });
});
