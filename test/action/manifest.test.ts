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
  '%s has the same default in action.yml and in the code',
  (name, field) => {
    expect(field.parse(inputs[name]?.default)).toEqual(field.parse(undefined));
  },
);

test('name has no default in action.yml, because each step generates one', () => {
  expect(inputs.name?.default).toBeUndefined();
});

test('the clean-up always runs', () => {
  expect(runs).toEqual({ using: 'node24', main: 'dist/index.js', post: 'dist/post.js' });
});

test('the clean-up gets the status of the job', () => {
  // The runner evaluates the defaults again for the post run.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the runner
  expect(inputs['job-status']?.default).toBe('${{ job.status }}');
});

test.each(['action.yml', 'versions/action.yml'])(
  'the description of %s is short enough for the GitHub Marketplace',
  (path) => {
    const { description } = readActionManifest(path);
    expect(description).toMatch(/^\w.*\.$/);
    expect(description.length).toBeLessThan(125);
  },
);
