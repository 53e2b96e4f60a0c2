import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';
import { specShape } from '../../src/core/spec/spec.ts';
import { ownShape } from '../../src/inputs/inputs.ts';

const { inputs, runs } = readActionManifest();
const shape = { ...specShape, ...ownShape };

test('action.yml has the inputs that the code reads, and no others', () => {
  expect(Object.keys(inputs).toSorted()).toEqual([...Object.keys(shape), 'job-status'].toSorted());
});

test.each(Object.entries(shape).filter(([name]) => name !== 'name'))(
  'the default of %s is that of the code',
  (name, field) => {
    expect(field.parse(inputs[name]?.default)).toEqual(field.parse(undefined));
  },
);

test('the default of name is made anew for every step', () => {
  expect(inputs.name?.default).toBeUndefined();
});

test('the clean-up runs always', () => {
  expect(runs).toEqual({ using: 'node24', main: 'dist/index.js', post: 'dist/post.js' });
});

test('the clean-up is told how the job ended', () => {
  // The runner fills defaults in anew for the post half.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the runner
  expect(inputs['job-status']?.default).toBe('${{ job.status }}');
});
