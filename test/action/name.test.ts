import { expect, test } from '@jest/globals';
import { defaultName } from '../../src/action/name.ts';
import { specShape } from '../../src/core/spec/spec.ts';

const step = {
  GITHUB_RUN_ID: '19283746501',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_REPOSITORY: 'a/b',
  GITHUB_JOB: 'test',
  GITHUB_ACTION: '__self',
  GITHUB_STATE: '/runner/_temp/save_state_1',
};

test('contains the run and the attempt, and is a valid cluster name', () => {
  const name = defaultName(step);
  expect(name).toMatch(/^ci-19283746501-2-[0-9a-f]{6}$/);
  expect(specShape.name.parse(name)).toBe(name);
  expect(defaultName(step)).toBe(name);
});

test.each([
  ['two uses in one job', { GITHUB_ACTION: '__self_2' }],
  ['two jobs', { GITHUB_JOB: 'lint' }],
  ['two legs of a matrix', { GITHUB_STATE: '/runner/_temp/save_state_2' }],
  ['two repositories', { GITHUB_REPOSITORY: 'a/c' }],
])('%s get different names', (_what, change) => {
  expect(defaultName({ ...step, ...change })).not.toBe(defaultName(step));
});

test('also works outside of a workflow', () => {
  expect(defaultName({})).toMatch(/^ci-0-1-/);
});
