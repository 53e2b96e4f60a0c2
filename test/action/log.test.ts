import { expect, test } from '@jest/globals';
import { inert } from '../../src/action/log.ts';

test.each([
  ['::error::no', '|::error::no'],
  ['fine\n  ::set-env name=A::b', 'fine\n|  ::set-env name=A::b'],
  ['a ##[error]b', 'a # #[error]b'],
  ['a::b', 'a::b'],
])('%j is logged as %j, which is not a workflow command', (text, logged) => {
  expect(inert(text)).toBe(logged);
});
