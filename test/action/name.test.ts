import { expect, test } from '@jest/globals';
import { defaultName } from '../../src/action/name.ts';
import { specShape } from '../../src/core/spec/spec.ts';

const step = { GITHUB_RUN_ID: '19283746501', GITHUB_RUN_ATTEMPT: '2' };

test('contains the run and the attempt, and is a valid cluster name', () => {
  const name = defaultName(step);
  expect(name).toMatch(/^ci-19283746501-2-[0-9a-f]{6}$/);
  expect(specShape.name.parse(name)).toBe(name);
});

test('differs each time, since all jobs of a matrix can have the same variables', () => {
  expect(defaultName(step)).not.toBe(defaultName(step));
});

test.each([{}, { GITHUB_RUN_ID: '', GITHUB_RUN_ATTEMPT: '' }])('also works with %j', (env) => {
  expect(defaultName(env)).toMatch(/^ci-0-1-[0-9a-f]{6}$/);
});
